package io.fileview.portable;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.PageMap;
import io.fileview.spi.MappedRange;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A part of a copy-on-write range. The JDK has no way to end the life of a part of a segment: one that
 * was taken from here before the part was unmapped lives on until the whole range is unmapped.
 */
final class PortablePart implements MappedRange {
    private static final MemorySegment DEAD = deadSegment();

    private final PortableRange whole;
    private final ByteRange bytes;
    private volatile MemorySegment segment;

    PortablePart(PortableRange whole, ByteRange bytes) {
        this.whole = whole;
        this.bytes = bytes;
        this.segment = whole.segment().asSlice(bytes.offset(), bytes.length());
    }

    private static MemorySegment deadSegment() {
        try (Arena arena = Arena.ofShared()) {
            return arena.allocate(1);
        }
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public void unmap() {
        segment = DEAD;
    }

    @Override
    public BooleanSupplier reclaim() {
        return () -> true;
    }

    @Override
    public void remap(long newLength) {
        throw new UnsupportedOperationException(
                "a view of a commit mapping cannot be remapped; close it and map another");
    }

    @Override
    public void flush(ByteRange range, Durability durability) throws IOException {
        whole.flush(inWhole(range), durability);
    }

    @Override
    public void prefetch(List<ByteRange> ranges) throws IOException {
        whole.prefetch(ranges.stream().map(this::inWhole).toList());
    }

    @Override
    public boolean advise(ByteRange range, Advice advice) {
        return whole.advise(inWhole(range), advice);
    }

    @Override
    public void lock(ByteRange range) {
        whole.lock(inWhole(range));
    }

    @Override
    public void unlock(ByteRange range) {
        whole.unlock(inWhole(range));
    }

    @Override
    public void trim(ByteRange range) {
        whole.trim(inWhole(range));
    }

    @Override
    public PageMap pages(ByteRange range) {
        return whole.pages(inWhole(range));
    }

    @Override
    public MappedRange part(ByteRange range, Object anchor) {
        return new PortablePart(whole, inWhole(range));
    }

    @Override
    public List<ByteRange> changed() throws IOException {
        return PrivateBytes.changed(whole, bytes);
    }

    @Override
    public void discard(List<ByteRange> ranges) throws IOException {
        whole.discard(ranges.stream().map(this::inWhole).toList());
    }

    private ByteRange inWhole(ByteRange range) {
        return new ByteRange(bytes.offset() + range.offset(), range.length());
    }
}
