package io.fileview.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that the demo makes for itself, full of numbers, and removes, also when interrupted. */
final class ScratchFile implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final Path path;
    private final Thread atExit = new Thread(this::delete, "scratch file");

    private ScratchFile(Path path) {
        this.path = path;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** The file is on the disk when this returns, so that none of its pages is dirty. */
    static ScratchFile in(Path directory, long size) throws IOException {
        ScratchFile file =
                new ScratchFile(Files.createTempFile(directory, "fileview-demo-", ".bin"));
        try (FileChannel channel = FileChannel.open(file.path, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(size, CHUNK));
            long number = 0;
            for (long at = 0; at < size; at += chunk.limit()) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), size - at));
                while (chunk.remaining() >= Long.BYTES) {
                    chunk.putLong(++number * 0x9e3779b97f4a7c15L); // no two pages are the same
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
            return; // the process is ending, and the hook has its turn
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException ignored) {
            return; // nothing else can be done about it
        }
    }
}
