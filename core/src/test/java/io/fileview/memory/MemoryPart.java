package io.fileview.memory;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.pages.PageMap;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PageLocking;
import io.fileview.spi.PageResidency;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A part of a copy-on-write range: what it is asked for, the whole range does. */
abstract class MemoryPart implements MappedRange {
    private final MemoryRange whole;
    private final ByteRange bytes;
    private volatile boolean mapped = true;

    MemoryPart(MemoryRange whole, ByteRange bytes) {
        this.whole = whole;
        this.bytes = bytes;
    }

    /** Ends the life of its segment. */
    abstract void end();

    @Override
    public final long length() {
        return bytes.length();
    }

    @Override
    public final boolean isPart() {
        return true;
    }

    @Override
    public final boolean isMapped() {
        return mapped && whole.isMapped();
    }

    @Override
    public final boolean isAccessible() {
        return true;
    }

    @Override
    public final void unmap() {
        end();
        mapped = false;
    }

    @Override
    public final BooleanSupplier reclaim() {
        return () -> true; // Its pages belong to the whole range.
    }

    @Override
    public final void remap(long newLength) {
        throw new UnsupportedOperationException(
                "a part of a copy-on-write range cannot be remapped; unmap it and take another");
    }

    @Override
    public final void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        whole.flush(inWhole(range), durability, live);
    }

    @Override
    public final void prefetch(List<ByteRange> ranges) throws IOException {
        whole.prefetch(ranges.stream().map(this::inWhole).toList());
    }

    @Override
    public final boolean advise(ByteRange range, Advice advice) throws IOException {
        return whole.advise(inWhole(range), advice);
    }

    @Override
    public final Optional<PageResidency> residency() {
        return whole.residency()
                .map(
                        of -> new PageResidency() {
                            @Override
                            public PageMap pages(ByteRange range) throws IOException {
                                return of.pages(inWhole(range));
                            }

                            @Override
                            public void trim(ByteRange range) throws IOException {
                                of.trim(inWhole(range));
                            }
                        });
    }

    @Override
    public final Optional<PageLocking> locking() {
        return whole.locking()
                .map(
                        of -> new PageLocking() {
                            @Override
                            public void lock(ByteRange range) throws IOException {
                                of.lock(inWhole(range));
                            }

                            @Override
                            public void unlock(ByteRange range) throws IOException {
                                of.unlock(inWhole(range));
                            }
                        });
    }

    @Override
    public final Optional<PrivatePages> privatePages() {
        return Optional.of(new RangeCopies(whole, bytes));
    }

    private ByteRange inWhole(ByteRange range) {
        return new ByteRange(bytes.offset() + range.offset(), range.length());
    }

    /** Names the part. */
    @Override
    public final String toString() {
        return "part [offset " + bytes.offset() + ", length " + bytes.length() + "] of the "
                + whole;
    }
}
