package io.fileview;

import static io.fileview.PageAccess.BULK;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The part of guarded access that is about ranges of bytes, and what both parts stand on. */
abstract sealed class GuardedBulk permits GuardedAccess {
    /** So much is copied at once: no safepoint comes during a copy. */
    private static final int AT_ONCE = 1 << 20;

    /** So much is copied out at once for code that must not touch a mapped page. */
    private static final int BUFFER = 64 << 10;

    final View view;
    final PageErrors errors;

    /** The view's segment, or one from before a remap, which then says so: any will do. */
    private MemorySegment segment;

    GuardedBulk(View view, PageErrors errors) {
        this.view = view;
        this.errors = errors;
        this.segment = view.segment();
    }

    /**
     * Copies bytes of the view to an array.
     *
     * @param offset bytes from the start of the view
     * @param target the array
     * @param index where in the array
     * @param length bytes
     * @throws IOException if a page cannot be read
     * @throws IndexOutOfBoundsException if the view or the array has not so many bytes
     */
    public void copyTo(long offset, byte[] target, int index, int length) throws IOException {
        if (length > AT_ONCE) {
            inChunks(offset, length, (done, count) -> copyTo(offset + done, target,
                    index + (int) done, (int) count));
            return;
        }
        try {
            PageAccess.toArray(BULK, segment, offset, target, index, length);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, false, offset, length);
            copyTo(offset, target, index, length);
        }
    }

    /**
     * Copies bytes of an array to the view.
     *
     * @param offset bytes from the start of the view
     * @param source the array
     * @param index where in the array
     * @param length bytes
     * @throws IOException if a page cannot be written
     * @throws IndexOutOfBoundsException if the view or the array has not so many bytes
     */
    public void copyFrom(long offset, byte[] source, int index, int length) throws IOException {
        if (length > AT_ONCE) {
            inChunks(offset, length, (done, count) -> copyFrom(offset + done, source,
                    index + (int) done, (int) count));
            return;
        }
        try {
            PageAccess.fromArray(BULK, segment, offset, source, index, length);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, length);
            copyFrom(offset, source, index, length);
        }
    }

    /**
     * Copies bytes of the view to a segment. A bad page of the segment, should it be mapped too, is
     * reported as one of this view.
     *
     * @param offset bytes from the start of the view
     * @param target the segment
     * @param targetOffset bytes from the start of the segment
     * @param length bytes
     * @throws IOException if a page cannot be read
     * @throws IndexOutOfBoundsException if the view or the segment has not so many bytes
     */
    public void copyTo(long offset, MemorySegment target, long targetOffset, long length)
            throws IOException {
        if (length > AT_ONCE) {
            inChunks(offset, length,
                    (done, count) -> copyTo(offset + done, target, targetOffset + done, count));
            return;
        }
        try {
            PageAccess.toSegment(BULK, segment, offset, target, targetOffset, length);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, false, offset, length);
            copyTo(offset, target, targetOffset, length);
        }
    }

    /**
     * Copies bytes of a segment to the view. A bad page of the segment, should it be mapped too, is
     * reported as one of this view.
     *
     * @param offset bytes from the start of the view
     * @param source the segment
     * @param sourceOffset bytes from the start of the segment
     * @param length bytes
     * @throws IOException if a page cannot be written
     * @throws IndexOutOfBoundsException if the view or the segment has not so many bytes
     */
    public void copyFrom(long offset, MemorySegment source, long sourceOffset, long length)
            throws IOException {
        if (length > AT_ONCE) {
            inChunks(offset, length,
                    (done, count) -> copyFrom(offset + done, source, sourceOffset + done, count));
            return;
        }
        try {
            PageAccess.fromSegment(BULK, segment, offset, source, sourceOffset, length);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, length);
            copyFrom(offset, source, sourceOffset, length);
        }
    }

    /**
     * Sets bytes to one value.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param value the value of each
     * @throws IOException if a page cannot be written
     */
    public void fill(long offset, long length, byte value) throws IOException {
        if (length > AT_ONCE) {
            inChunks(offset, length, (done, count) -> fill(offset + done, count, value));
            return;
        }
        try {
            PageAccess.fill(BULK, segment, offset, value, length);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, length);
            fill(offset, length, value);
        }
    }

    /**
     * Writes bytes of the view to a channel. The channel gets a copy, since native code must not meet
     * a bad page.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param channel a channel in blocking mode
     * @throws IOException if a page cannot be read, or the channel cannot be written
     */
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

    /**
     * Reads bytes of a channel into the view.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param channel a channel in blocking mode
     * @throws EOFException if the channel has less; what it had is in the view
     * @throws IOException if a page cannot be written, or the channel cannot be read
     */
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
                                + view);
            }
            copyFrom(offset + done, buffer.array(), 0, count);
            done += count;
        }
    }

    /**
     * The checksum CRC-32C of bytes of the view.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @return the checksum, 0 to 2^32-1
     * @throws IOException if a page cannot be read
     */
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

    /**
     * Gives bytes of the view to a digest.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param digest what to update
     * @throws IOException if a page cannot be read; the digest has got a part then
     */
    public void digest(long offset, long length, MessageDigest digest) throws IOException {
        forEachChunk(
                offset,
                length,
                (bytes, count) -> {
                    digest.update(bytes, 0, count);
                    return true;
                });
    }

    /**
     * Compares bytes of the view with all bytes of a segment. A bad page of the segment, should it be
     * mapped too, is reported as one of this view.
     *
     * @param offset bytes from the start of the view
     * @param other the segment
     * @return how many bytes are equal before the first that differs; -1 where none differs
     * @throws IOException if a page before the first difference cannot be read
     */
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
            PageAccess.toArray(BULK, other, at, target, 0, count);
        } catch (InternalError error) {
            throw badPage(error, false, offset + at, count);
        }
    }

    /**
     * Looks for a sequence of bytes.
     *
     * @param pattern the bytes, one or more
     * @param from where the search starts, in bytes from the start of the view
     * @param to where it ends: the sequence lies before
     * @return bytes from the start of the view to the first place where it stands, or -1
     * @throws IOException if a page before that place cannot be read
     * @throws IllegalArgumentException if the pattern is empty
     */
    public long indexOf(byte[] pattern, long from, long to) throws IOException {
        PatternSearch search = new PatternSearch(pattern);
        boolean found =
                !forEachChunk(from, to - from, (bytes, count) -> !search.feed(bytes, count));
        return found ? from + search.start() : -1;
    }

    private interface Chunk {
        /** Takes bytes; false if that is enough. */
        boolean take(byte[] bytes, int count) throws IOException;
    }

    /** Copies a range out part by part; false if a part was enough. */
    private boolean forEachChunk(long offset, long length, Chunk chunk) throws IOException {
        requireRange(offset, length);
        byte[] bytes = new byte[(int) Math.min(BUFFER, length)];
        for (long done = 0; done < length; done += bytes.length) {
            int count = (int) Math.min(bytes.length, length - done);
            copyTo(offset + done, bytes, 0, count);
            if (!chunk.take(bytes, count)) {
                return false;
            }
        }
        return true;
    }

    private interface Part {
        void run(long done, long count) throws IOException;
    }

    private void inChunks(long offset, long length, Part part) throws IOException {
        requireRange(offset, length);
        for (long done = 0; done < length; done += AT_ONCE) {
            part.run(done, Math.min(AT_ONCE, length - done));
        }
    }

    final long loadSmall(int kind, long offset, int size) throws IOException {
        try {
            return PageAccess.loadSmall(kind, segment, offset);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, false, offset, size);
            return loadSmall(kind, offset, size);
        }
    }

    final void storeSmall(int kind, long offset, int size, long value) throws IOException {
        try {
            PageAccess.storeSmall(kind, segment, offset, value);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, size);
            storeSmall(kind, offset, size, value);
        }
    }

    final long loadInt(int kind, long offset) throws IOException {
        try {
            return PageAccess.loadInt(kind, segment, offset);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, false, offset, 4);
            return loadInt(kind, offset);
        }
    }

    final void storeInt(int kind, long offset, long value) throws IOException {
        try {
            PageAccess.storeInt(kind, segment, offset, value);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, 4);
            storeInt(kind, offset, value);
        }
    }

    final long loadLong(int kind, long offset) throws IOException {
        try {
            return PageAccess.loadLong(kind, segment, offset);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, false, offset, 8);
            return loadLong(kind, offset);
        }
    }

    final void storeLong(int kind, long offset, long value) throws IOException {
        try {
            PageAccess.storeLong(kind, segment, offset, value);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, 8);
            storeLong(kind, offset, value);
        }
    }

    /** Says what is wrong; returns if the view has got another segment, to be used now. */
    private void endOrRenew(Throwable failure, boolean wrote, long offset, long size)
            throws IOException {
        if (failure instanceof InternalError error) {
            throw badPage(error, wrote, offset, size);
        }
        if (!segment.scope().isAlive()) {
            segment = view.segment(); // throws, with the name of the view, if that is unmapped
            return;
        }
        requireRange(offset, size);
        if (wrote) {
            requireWritable();
        }
        throw (RuntimeException) failure;
    }

    private IOException badPage(InternalError error, boolean wrote, long offset, long size) {
        if (!PageAccess.isBadPage(error)) {
            throw error;
        }
        return errors.at(segment, offset, size, wrote, error);
    }

    private void requireRange(long offset, long length) {
        long size = view.segment().byteSize();
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new IndexOutOfBoundsException(
                    "offset "
                            + offset
                            + " with length "
                            + length
                            + " does not lie within the "
                            + size
                            + " bytes of "
                            + view);
        }
    }

    final void requireWritable() {
        if (view.protection() == Protection.READ_ONLY) {
            throw new UnsupportedOperationException(
                    view + " is read-only; map it READ_WRITE or COPY_ON_WRITE to write to it");
        }
    }
}
