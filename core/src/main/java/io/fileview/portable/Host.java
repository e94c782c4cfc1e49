package io.fileview.portable;

import io.fileview.proc.MemoryLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

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
        Path readable = Path.of("/dev/null");
        if (WINDOWS || !Files.exists(readable)) {
            return false;
        }
        try {
            Files.newInputStream(readable).close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
