package io.fileview.guarded.mapped;

import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Accesses that are made by copying bytes to and from other memory. */
abstract class CopiedAccess extends ValueAccess {
    CopiedAccess(GuardedRange range, boolean otherOrder) {
        super(range, otherOrder);
    }

    @Override
    public final GuardedAccess neverRefused() {
        return this;
    }

    /** Fills a segment with bytes of the view. */
    abstract void read(long offset, MemorySegment into) throws IOException;

    /** Writes all bytes of a segment to the view. */
    abstract void write(long offset, MemorySegment from) throws IOException;

    @Override
    public void copyTo(long offset, byte[] target, int index, int length) throws IOException {
        copyTo(offset, MemorySegment.ofArray(target), index, length);
    }

    @Override
    public void copyFrom(long offset, byte[] source, int index, int length) throws IOException {
        copyFrom(offset, MemorySegment.ofArray(source), index, length);
    }

    @Override
    public void copyTo(long offset, MemorySegment target, long targetOffset, long length)
            throws IOException {
        read(offset, target.asSlice(targetOffset, length));
    }

    @Override
    public void copyFrom(long offset, MemorySegment source, long sourceOffset, long length)
            throws IOException {
        write(offset, source.asSlice(sourceOffset, length));
    }

    @Override
    public void fill(long offset, long length, byte value) throws IOException {
        requireRange(offset, length);
        byte[] chunk = new byte[(int) Math.min(AT_ONCE, length)];
        Arrays.fill(chunk, value);
        inChunks(
                offset,
                length,
                (done, count) -> write(
                        offset + done, MemorySegment.ofArray(chunk).asSlice(0, count)));
    }

    @Override
    long loadSmall(int kind, long offset, int size) throws IOException {
        return PageAccess.loadSmall(kind, load(offset, size), 0);
    }

    @Override
    void storeSmall(int kind, long offset, int size, long value) throws IOException {
        MemorySegment bytes = word(size);
        PageAccess.storeSmall(kind, bytes, 0, value);
        write(offset, bytes);
    }

    @Override
    long loadInt(int kind, long offset) throws IOException {
        return PageAccess.loadInt(kind, load(offset, Integer.BYTES), 0);
    }

    @Override
    void storeInt(int kind, long offset, long value) throws IOException {
        MemorySegment bytes = word(Integer.BYTES);
        PageAccess.storeInt(kind, bytes, 0, value);
        write(offset, bytes);
    }

    @Override
    long loadLong(int kind, long offset) throws IOException {
        return PageAccess.loadLong(kind, load(offset, Long.BYTES), 0);
    }

    @Override
    void storeLong(int kind, long offset, long value) throws IOException {
        MemorySegment bytes = word(Long.BYTES);
        PageAccess.storeLong(kind, bytes, 0, value);
        write(offset, bytes);
    }

    private MemorySegment load(long offset, int size) throws IOException {
        MemorySegment bytes = word(size);
        read(offset, bytes);
        return bytes;
    }

    /** Aligned to 8 bytes, which a volatile access needs. */
    private static MemorySegment word(int size) {
        return MemorySegment.ofArray(new long[1]).asSlice(0, size);
    }
}
