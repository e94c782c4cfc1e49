package io.fileview.guarded.mapped;

import io.fileview.guarded.GuardedBulk;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bulk operations that work on copies of chunks, because the code they call must not access an
 * unreadable page.
 */
abstract class ChunkedAccess implements GuardedBulk {
    /** The maximum of bytes per copy, because there is no safepoint during a copy. */
    static final int AT_ONCE = 1 << 20;

    /** The size of the copies for code that must not access a mapped page. */
    private static final int BUFFER = 64 << 10;

    final GuardedRange range;

    ChunkedAccess(GuardedRange range) {
        this.range = range;
    }

    /**
     * Returns the exception for an unreadable page of another segment, accessed at an offset of
     * this view.
     */
    abstract IOException badPage(InternalError error, long offset, long size);

    @Override
    public void writeTo(long offset, long length, WritableByteChannel channel) throws IOException {
        forEachChunk(
                offset,
                length,
                (bytes, count) -> {
                    ByteBuffer chunk = ByteBuffer.wrap(bytes, 0, count);
                    while (chunk.hasRemaining()) {
                        channel.write(chunk);
                    }
                    return true;
                });
    }

    @Override
    public void readFrom(long offset, long length, ReadableByteChannel channel) throws IOException {
        requireRange(offset, length);
        requireWritable();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, length));
        for (long done = 0; done < length;) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
            int count = channel.read(buffer);
            if (count < 0) {
                throw new EOFException(
                        "the channel ended after " + done + " of the " + length + " bytes for "
                                + range
                                + "; these are in the view, so ask for no more than there are");
            }
            Part part = (at, size) -> copyFrom(offset + at, buffer.array(), 0, (int) size);
            part.runOf(range, offset, length, done, count);
            done += count;
        }
    }

    @Override
    public long crc32c(long offset, long length) throws IOException {
        CRC32C sum = new CRC32C();
        forEachChunk(
                offset,
                length,
                (bytes, count) -> {
                    sum.update(bytes, 0, count);
                    return true;
                });
        return sum.getValue();
    }

    @Override
    public void digest(long offset, long length, MessageDigest digest) throws IOException {
        forEachChunk(
                offset,
                length,
                (bytes, count) -> {
                    digest.update(bytes, 0, count);
                    return true;
                });
    }

    @Override
    public long mismatch(long offset, MemorySegment other) throws IOException {
        byte[] expected = new byte[(int) Math.min(BUFFER, other.byteSize())];
        long[] equal = {0};
        boolean differs =
                !forEachChunk(
                        offset,
                        other.byteSize(),
                        (bytes, count) -> {
                            copyOther(other, equal[0], expected, count, offset);
                            int at = Arrays.mismatch(bytes, 0, count, expected, 0, count);
                            equal[0] += at < 0 ? count : at;
                            return at < 0;
                        });
        return differs ? equal[0] : -1;
    }

    private void copyOther(MemorySegment other, long at, byte[] target, int count, long offset)
            throws IOException {
        try {
            PageAccess.toArray(other, at, target, 0, count);
        } catch (InternalError error) {
            throw badPage(error, offset + at, count);
        }
    }

    @Override
    public long indexOf(byte[] pattern, long from, long to) throws IOException {
        PatternSearch search = new PatternSearch(pattern);
        boolean found =
                !forEachChunk(from, to - from, (bytes, count) -> !search.feed(bytes, count));
        return found ? from + search.start() : -1;
    }

    private interface Chunk {
        /** Processes bytes; returns false to stop. */
        boolean take(byte[] bytes, int count) throws IOException;
    }

    /** Copies a range out chunk by chunk; returns false if a chunk stopped it. */
    private boolean forEachChunk(long offset, long length, Chunk chunk) throws IOException {
        requireRange(offset, length);
        byte[] bytes = new byte[(int) Math.min(BUFFER, length)];
        Part copy = (done, count) -> copyTo(offset + done, bytes, 0, (int) count);
        for (long done = 0; done < length; done += bytes.length) {
            int count = (int) Math.min(bytes.length, length - done);
            copy.runOf(range, offset, length, done, count);
            if (!chunk.take(bytes, count)) {
                return false;
            }
        }
        return true;
    }

    final void inChunks(long offset, long length, Part part) throws IOException {
        requireRange(offset, length);
        for (long done = 0; done < length; done += AT_ONCE) {
            part.runOf(range, offset, length, done, Math.min(AT_ONCE, length - done));
        }
    }

    final void requireRange(long offset, long length) {
        long size = range.length();
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new IndexOutOfBoundsException(
                    "offset "
                            + offset
                            + " with length "
                            + length
                            + " does not lie within the "
                            + size
                            + " bytes of "
                            + range);
        }
    }

    final void requireWritable() {
        if (!range.isWritable()) {
            throw new UnsupportedOperationException(
                    range + " is read-only; map it READ_WRITE or COPY_ON_WRITE to write to it");
        }
    }
}
