package io.fileview.proc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The limit of the files that this process may have open (RLIMIT_NOFILE). */
public final class OpenFiles {
    private static final String NAME = "Max open files";

    private OpenFiles() {}

    /** Returns the soft limit; empty if there is none, or if it is unknown. */
    public static OptionalLong limit() {
        // Unlike Files.lines, this reader is not closed by an interrupt.
        try (BufferedReader limits =
                Files.newBufferedReader(
                        Path.of("/proc/self/limits"), StandardCharsets.ISO_8859_1)) {
            return limits.lines()
                    .filter(line -> line.startsWith(NAME))
                    .mapToLong(
                            line -> Long.parseLong(
                                    line.substring(NAME.length()).strip().split("\\s+", 2)[0]))
                    .findFirst();
        } catch (IOException | UncheckedIOException | NumberFormatException unknown) {
            return OptionalLong.empty();
        }
    }
}
