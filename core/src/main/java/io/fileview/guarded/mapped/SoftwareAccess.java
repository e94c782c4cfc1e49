package io.fileview.guarded.mapped;

import io.fileview.guarded.GuardedAccess;
import io.fileview.spi.SoftwarePages;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Guarded access to a view without a segment. The store throws its own exceptions. */
public final class SoftwareAccess extends ValueAccess {
    public SoftwareAccess(GuardedRange range) {
        this(range, false);
    }

    private SoftwareAccess(GuardedRange range, boolean otherOrder) {
        super(range, otherOrder);
    }

    @Override
    public GuardedAccess order(ByteOrder order) {
        return new SoftwareAccess(range, order != ByteOrder.nativeOrder());
    }

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

    private void read(long offset, MemorySegment into) throws IOException {
        SoftwarePages pages = pages();
        requireRange(offset, into.byteSize());
        pages.read(offset, into);
    }

    private void write(long offset, MemorySegment from) throws IOException {
        SoftwarePages pages = pages();
        requireRange(offset, from.byteSize());
        requireWritable();
        pages.write(offset, from);
    }

    private SoftwarePages pages() {
        return range.softwarePages().orElseThrow();
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

    @Override
    IOException badPage(InternalError error, long offset, long size) {
        throw error;
    }
}
