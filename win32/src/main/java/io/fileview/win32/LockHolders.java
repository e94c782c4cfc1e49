package io.fileview.win32;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

/** Describes the process that has locked a file, as far as the system tells it. */
final class LockHolders {
    private static final Path LOCKS = Path.of("/proc/locks");

    /** The fields of a line such as "1: POSIX ADVISORY WRITE 4711 00:1a:815 0 EOF". */
    private static final int PROCESS = 4;

    private static final int FILE = 5;

    private LockHolders() {}

    static String of(Path file) {
        try {
            long device = (Long) Files.getAttribute(file, "unix:dev", LinkOption.NOFOLLOW_LINKS);
            long inode = (Long) Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
            long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
            long minor = (device & 0xff) | (device >>> 12 & 0xfff00);
            String name = String.format(Locale.ROOT, "%02x:%02x:%d", major, minor, inode);
            for (String line : Files.readAllLines(LOCKS)) {
                String[] fields = line.split("\\s+", -1);
                if (fields.length > FILE && fields[FILE].equals(name)) {
                    return process(fields[PROCESS]);
                }
            }
        } catch (IOException | RuntimeException _) {
            // not Linux, or the file has gone
        }
        return "a process that the system does not tell";
    }

    private static String process(String number) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", number, "status"))) {
                if (line.startsWith("State:")) {
                    return "process " + number + ", state" + line.substring("State:".length())
                            .replaceAll("\\s+", " ");
                }
            }
        } catch (IOException _) {
            // It has ended, or is hidden from this user.
        }
        return "process " + number;
    }
}
