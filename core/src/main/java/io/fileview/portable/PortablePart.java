package io.fileview.portable;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A part of a copy-on-write range. The JDK cannot close a part of a segment: a segment obtained
 * before the part was unmapped remains usable until the whole range is unmapped.
 */
final class PortablePart implements MappedRange {
    private static final MemorySegment DEAD = deadSegment();

    private final PortableRange whole;
    private final ByteRange bytes;
    private volatile MemorySegment segment;

    PortablePart(PortableRange whole, ByteRange bytes) {
        this.whole = whole;
        this.bytes = bytes;
        this.segment = whole.bytes().asSlice(bytes.offset(), bytes.length());
    }

    private static MemorySegment deadSegment() {
        try (Arena arena = Arena.ofShared()) {
            return arena.allocate(1);
        }
    }

    @Override
    public Optional<MemorySegment> segment() {
        return Optional.of(segment);
    }

    @Override
    public long length() {
        return bytes.length();
    }

    @Override
    public boolean isPart() {
        return true;
    }

    @Override
    public boolean isMapped() {
        return segment.scope().isAlive();
    }

    @Override
    public boolean isAccessible() {
        return whole.isAccessible();
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
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        whole.flush(inWhole(range), durability, live);
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
    public Optional<PrivatePages> privatePages() {
        return Optional.of(new PrivateBytes(whole, bytes.offset(), this::length));
    }

    private ByteRange inWhole(ByteRange range) {
        return new ByteRange(bytes.offset() + range.offset(), range.length());
    }
}
