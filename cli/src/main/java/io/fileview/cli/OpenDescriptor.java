package io.fileview.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file descriptor of a process.
 *
 * @param number its number
 * @param access r, w or rw; - if it is only a place in the file system (O_PATH)
 * @param inode the inode number of its file; null if the kernel does not tell (before Linux 5.14)
 * @param locks what is locked through it
 */
record OpenDescriptor(int number, String access, @Nullable Long inode, List<HeldLock> locks) {
    private static final int ACCESS = 3;
    private static final long PATH = 010000000;

    /** Parses {@code /proc/pid/fdinfo/N}; see {@code proc_pid_fdinfo(5)}. */
    static OpenDescriptor parse(int number, String information) {
        String access = "?";
        Long inode = null;
        List<HeldLock> locks = new ArrayList<>();
        for (String line : information.split("\n", -1)) {
            String value = line.substring(line.indexOf(':') + 1).strip();
            try {
                if (line.startsWith("flags:")) {
                    access = access(Long.parseLong(value, 8));
                } else if (line.startsWith("ino:")) {
                    inode = Long.parseUnsignedLong(value);
                } else if (line.startsWith("lock:")) {
                    HeldLock lock = HeldLock.parse(value);
                    if (lock != null) {
                        locks.add(lock);
                    }
                }
            } catch (NumberFormatException otherForm) {
                // What the line says stays unknown.
            }
        }
        return new OpenDescriptor(number, access, inode, locks);
    }

    private static String access(long flags) {
        if ((flags & PATH) != 0) {
            return "-";
        }
        return switch ((int) flags & ACCESS) {
            case 0 -> "r";
            case 1 -> "w";
            default -> "rw";
        };
    }
}
