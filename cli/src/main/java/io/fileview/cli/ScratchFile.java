package io.fileview.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A temporary file of the demo, filled with numbers and deleted even if the demo is interrupted.
 */
final class ScratchFile implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final Path path;
    private final Thread atExit = new Thread(this::delete, "scratch file");

    private ScratchFile(Path path) {
        this.path = path;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Creates the file and flushes it to the device, so that none of its pages is dirty. */
    static ScratchFile in(Path directory, long size) throws IOException {
        ScratchFile file =
                new ScratchFile(Files.createTempFile(directory, "fileview-demo-", ".bin"));
        try (FileChannel channel = FileChannel.open(file.path, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(size, CHUNK));
            long number = 0;
            for (long at = 0; at < size; at += chunk.limit()) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), size - at));
                while (chunk.remaining() >= Long.BYTES) {
                    chunk.putLong(++number * 0x9e3779b97f4a7c15L); // all pages differ
                }
                chunk.rewind();
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            }
            channel.force(true);
            return file;
        } catch (Throwable failure) {
            file.close();
            throw failure;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ignored) {
            return; // the process is ending, and the hook runs or has run
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException ignored) {
            return; // nothing more can be done
        }
    }
}
