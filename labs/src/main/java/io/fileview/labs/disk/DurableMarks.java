package io.fileview.labs.disk;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * With what the program under test says what has been reported durable: a write to the disk itself,
 * behind its file system, so that the mark has an exact place among the other writes.
 */
public final class DurableMarks implements AutoCloseable {
    private final FileChannel channel;
    private final long marksFrom;
    private final ByteBuffer block =
            ByteBuffer.allocateDirect(2 * BlockImage.BLOCK).alignedSlice(BlockImage.BLOCK);

    /**
     * Opens the disk.
     *
     * @param device the loop device
     * @param marksFrom where the file system ends
     * @throws IOException if it cannot be opened
     */
    public DurableMarks(Path device, long marksFrom) throws IOException {
        this.channel =
                FileChannel.open(device, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT);
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
        block.clear().limit(BlockImage.BLOCK);
        block.putLong(0, value);
        channel.write(block, marksFrom + (long) stream * BlockImage.BLOCK);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
