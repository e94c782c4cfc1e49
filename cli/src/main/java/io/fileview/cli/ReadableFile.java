package io.fileview.cli;

import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Opens files for reading, but not those that only seem to be empty. */
final class ReadableFile {
    private ReadableFile() {}

    static FileMapping open(Path file, EngineOption engine) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isRegularFile() && attributes.size() == 0) {
            requireEmpty(file);
        }
        return engine.open(file);
    }

    private static void requireEmpty(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.read(ByteBuffer.allocate(1)) > 0) {
                throw CommandFailure.failed(
                        file
                                + ": can be read but has no size, like the files of /proc and /sys,"
                                + " and cannot be mapped");
            }
        }
    }
}
