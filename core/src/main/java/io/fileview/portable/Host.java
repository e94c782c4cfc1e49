package io.fileview.portable;

import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import io.fileview.proc.MemoryLimits;
import io.fileview.proc.ResourceLimits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
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

    /** How messages recommend an engine that can do more. */
    static final String OTHER_ENGINE =
            LINUX ? "such as linux" : WINDOWS ? "such as windows" : "if there is one";

    /**
     * The number of files that this process may have open, or -1 if it is unknown. It is read before
     * it is reached: reading it needs a descriptor.
     */
    static final long MOST_OPEN_FILES = LINUX ? ResourceLimits.OPEN_FILES.limit().orElse(-1) : -1;

    private static final Set<SystemError> NOT_SUPPORTED =
            EnumSet.of(
                    SystemError.EINVAL,
                    SystemError.ENOSYS,
                    SystemError.EBADF,
                    SystemError.EOPNOTSUPP);

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
     * Returns whether the operating system answered that a file cannot be flushed at all. If the
     * error has no name, it is compared with that of the null device, which is a file that cannot be
     * flushed.
     */
    static boolean meansNotSupported(IOException failure) {
        return ErrorTexts.errorOf(failure)
                .map(NOT_SUPPORTED::contains)
                .orElseGet(() -> isThatOfNullDevice(failure));
    }

    private static boolean isThatOfNullDevice(IOException failure) {
        try (FileChannel device = FileChannel.open(NULL_DEVICE, StandardOpenOption.READ)) {
            device.force(true);
            return false;
        } catch (IOException notSupported) {
            return String.valueOf(failure.getMessage()).equals(notSupported.getMessage());
        }
    }
}
