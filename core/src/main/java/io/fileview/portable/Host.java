package io.fileview.portable;

import io.fileview.proc.MemoryLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Facts about the machine that the engine needs and for which the JDK has no API. */
final class Host {
    static final boolean WINDOWS = isOs("windows");
    static final boolean LINUX = isOs("linux");

    /**
     * The size of a page. On Linux the kernel tells it in the auxiliary vector of the process.
     * Elsewhere it takes a native call to ask, so the documented size is used: 16384 on macOS with
     * Apple's processors, otherwise 4096. Only for counting pages.
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
     * Tells whether the process cannot open another file. This is tried out, because the system's
     * message for it is in the user's language.
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
