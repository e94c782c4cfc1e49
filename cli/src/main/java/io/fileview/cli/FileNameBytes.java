package io.fileview.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/** Names of files as bytes, which is what they are on Unix; text may lose some of them. */
final class FileNameBytes {
    private FileNameBytes() {}

    /** The path that a list names. */
    static Path path(byte[] name) {
        String text =
                Platform.WINDOWS
                        ? new String(name, StandardCharsets.UTF_8)
                        : EscapedBytes.text(name);
        try {
            return new FileName().convert(text);
        } catch (TypeConversionException refused) {
            throw CommandFailure.wrongUsage(String.valueOf(refused.getMessage()));
        }
    }

    /** The absolute path with every byte of it. */
    static String uri(Path path) {
        return path.toAbsolutePath().toUri().toASCIIString();
    }
}
