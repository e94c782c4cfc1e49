package io.fileview.cli;

import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Opens files for reading, but not those that only seem to be empty. */
final class ReadableFile {
    private ReadableFile() {}

    static FileMapping open(Path file, EngineOption engine) throws IOException {
        if (seemsEmpty(file)) {
            requireEmpty(file);
        }
        return engine.open(file);
    }

    private static boolean seemsEmpty(Path file) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() && attributes.size() == 0;
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            // A seccomp filter may deny statx to the JDK; if the cause is another one, opening the
            // file reports it.
            return false;
        }
    }

    private static void requireEmpty(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.read(ByteBuffer.allocate(1)) > 0) {
                throw CommandFailure.failed(
                        file
                                + ": can be read but has no size, like the files of /proc and /sys,"
                                + " and cannot be mapped; copy its bytes to another file first");
            }
        }
    }
}
