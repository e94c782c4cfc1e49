package io.fileview.labs.disk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The way in which the program under test records what was reported durable: a write to the disk
 * itself, after the end of its file system and past the cache, so that the mark has an exact place
 * among the other writes. Thread-safe.
 */
public final class DurableMarks implements Marks, AutoCloseable {
    private final Path device;
    private final int fd;
    private final long marksFrom;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment block = arena.allocate(BlockImage.BLOCK, BlockImage.BLOCK);

    /**
     * Opens the disk.
     *
     * @param device the loop device
     * @param marksFrom where the file system ends, in bytes
     * @throws IOException if it cannot be opened
     */
    public DurableMarks(Path device, long marksFrom) throws IOException {
        this.device = device;
        this.fd = LinuxCalls.openDirect(device.toString());
        this.marksFrom = marksFrom;
    }

    @Override
    public synchronized void mark(int stream, long value) throws IOException {
        block.set(JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN), 0, value);
        long written =
                LinuxCalls.pwrite(fd, block, marksFrom + (long) stream * BlockImage.BLOCK);
        if (written != BlockImage.BLOCK) {
            throw new IOException(
                    "a mark could not be written to " + device + ": the system call returned "
                            + written);
        }
    }

    @Override
    public synchronized void close() {
        LinuxCalls.close(fd);
        arena.close();
    }
}
