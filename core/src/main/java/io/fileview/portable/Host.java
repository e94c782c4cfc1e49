package io.fileview.portable;

import io.fileview.proc.MemoryLimits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;

/** Facts about the machine for which the JDK has no API. */
final class Host {
    static final boolean WINDOWS = isOs("windows");
    static final boolean LINUX = isOs("linux");

    /**
     * The size of a page in bytes, used only to count pages. On Linux it is read from the auxiliary
     * vector of the process. Elsewhere that would take a native call, so the documented size is
     * used: 16384 on macOS with Apple processors, otherwise 4096.
     */
    static final long PAGE_SIZE = pageSize();

    private static final Path NULL_DEVICE = Path.of("/dev/null");

    private static final Set<String> NOT_SUPPORTED =
            Set.of(
                    "Invalid argument",
                    "Function not implemented",
                    "Bad file descriptor",
                    "Operation not supported");

    private Host() {}

    private static boolean isOs(String name) {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith(name);
    }

    private static long pageSize() {
        long documented =
                isOs("mac") && System.getProperty("os.arch", "").equals("aarch64") ? 16384 : 4096;
        return LINUX ? MemoryLimits.pageSize().orElse(documented) : documented;
    }

    /**
     * Returns whether the process cannot open another file, determined by trying: the operating
     * system's message for it is in the user's language.
     */
    static boolean outOfFileDescriptors() {
        if (WINDOWS) {
            return false;
        }
        try {
            Files.newInputStream(NULL_DEVICE).close();
            return false;
        } catch (NoSuchFileException noSuchDevice) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Returns whether the operating system answered that a file cannot be flushed at all. The answer
     * may be in the user's language, so it is compared with that for the null device, which is a
     * file that cannot be flushed.
     */
    static boolean meansNotSupported(String answer) {
        if (NOT_SUPPORTED.contains(answer)) {
            return true;
        }
        try (FileChannel device = FileChannel.open(NULL_DEVICE, StandardOpenOption.READ)) {
            device.force(true);
            return false;
        } catch (IOException notSupported) {
            return answer.equals(notSupported.getMessage());
        }
    }
}
