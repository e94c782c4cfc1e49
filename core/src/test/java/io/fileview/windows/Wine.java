package io.fileview.windows;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fileview.testing.Eventually;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** Wine, which runs programs for Windows on Linux: what it fakes, and what can be done there only. */
public final class Wine {
    private static final WindowsFunction VERSION =
            WindowsFunction.of("wine_get_version", "ntdll");
    private static final WindowsFunction UNIX_NAME =
            WindowsFunction.of("wine_get_unix_file_name", "kernel32");

    private Wine() {}

    /** Returns whether this JVM runs under Wine. */
    public static boolean isHere() {
        return VERSION.isPresent();
    }

    /** Skips a test of what Wine fakes, so that it would prove nothing. */
    static void assumeNotFakedByWine(String what) {
        assumeFalse(isHere(), "needs real Windows: Wine fakes " + what);
    }

    /**
     * Makes a file shorter or longer as a program on Linux, although it may be mapped. Accesses to
     * the lost pages of views that are mapped now fail as they do on Windows.
     */
    public static void truncate(Path path, long size) throws IOException {
        InPageErrors.reportIn(path);
        // Made when the pages of the first file are gone, which is later than its new size is seen.
        Path second = Files.createTempDirectory("truncated").resolve("second");
        // A program of Linux would have no valid handle that the JVM could wait for and close.
        new ProcessBuilder(
                "start.exe",
                "/unix",
                "/usr/bin/truncate",
                "--size=" + size,
                unixName(path),
                unixName(second))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Eventually.holds(path + " has been truncated", () -> Files.exists(second));
        Eventually.holds(
                "the other file has been deleted",
                () -> {
                    try {
                        return Files.deleteIfExists(second) || Files.notExists(second);
                    } catch (IOException stillOpen) {
                        return false;
                    }
                });
        Files.delete(second.getParent());
    }

    @SuppressWarnings("restricted") // the function returns the address of a string
    private static String unixName(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = WindowsFunction.wide(path.toAbsolutePath().toString(), arena);
            long address = UNIX_NAME.call(name.address());
            return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
        }
    }
}
