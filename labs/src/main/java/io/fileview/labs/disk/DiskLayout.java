package io.fileview.labs.disk;

import io.fileview.labs.common.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The layout of a disk: a file system, followed by the durable marks of the program under test.
 *
 * @param size the size of the disk in bytes
 * @param marksFrom where the file system ends and the marks start, in bytes
 */
public record DiskLayout(long size, long marksFrom) {
    private static final long MARKS = 1 << 20;

    /**
     * Returns the layout for a file system.
     *
     * @param type the file system
     * @return the layout
     */
    public static DiskLayout of(FileSystem type) {
        return new DiskLayout(type.size() + MARKS, type.size());
    }

    /**
     * Makes an empty file system in a file.
     *
     * @param type the file system
     * @param path the file, which must not exist
     * @throws IOException if that fails
     */
    public void format(FileSystem type, Path path) throws IOException {
        Files.createFile(path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            setSize(channel, marksFrom);
        }
        type.make(path); // it fills the file, so the marks come after
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            setSize(channel, size);
        }
    }

    /** Extends a file without allocating blocks. */
    static void setSize(FileChannel channel, long size) throws IOException {
        if (channel.size() < size) {
            channel.write(ByteBuffer.allocate(1), size - 1);
        }
    }
}
