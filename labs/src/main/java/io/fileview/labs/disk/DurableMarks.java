package io.fileview.labs.disk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * With what the program under test says what has been reported durable: a write to the disk itself,
 * behind its file system and past the cache, so that the mark has an exact place among the other
 * writes. For several threads at once.
 */
public final class DurableMarks implements AutoCloseable {
    private final Path device;
    private final int fd;
    private final long marksFrom;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment block = arena.allocate(BlockImage.BLOCK, BlockImage.BLOCK);

    /**
     * Opens the disk.
     *
     * @param device the loop device
     * @param marksFrom where the file system ends
     * @throws IOException if it cannot be opened
     */
    public DurableMarks(Path device, long marksFrom) throws IOException {
        this.device = device;
        this.fd = LinuxCalls.openDirect(device.toString());
        this.marksFrom = marksFrom;
    }

    /**
     * Says that all of a stream up to a value has been reported durable.
     *
     * @param stream which, from 0
     * @param value the last that is durable
     * @throws IOException if the mark cannot be written
     */
    public synchronized void mark(int stream, long value) throws IOException {
        block.set(JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN), 0, value);
        long written =
                LinuxCalls.pwrite(fd, block, marksFrom + (long) stream * BlockImage.BLOCK);
        if (written != BlockImage.BLOCK) {
            throw new IOException("a mark was not written to " + device + ": " + written);
        }
    }

    @Override
    public synchronized void close() {
        LinuxCalls.close(fd);
        arena.close();
    }
}
