package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.SoftwarePages;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A range of a {@link SimulatedFile}, read and written in its cache. */
final class SimulatedRange implements MappedRange, SoftwarePages {
    private final SimulatedFile file;
    private final SimulatedCache cache;
    private final long offset;
    private final long length;
    private volatile boolean mapped = true;

    SimulatedRange(SimulatedFile file, SimulatedCache cache, MapRequest request) {
        this.file = file;
        this.cache = cache;
        this.offset = request.offset();
        this.length = request.length();
    }

    @Override
    public void read(long from, MemorySegment into) {
        cache.read(offset + from, into);
    }

    @Override
    public void write(long to, MemorySegment from) {
        cache.write(offset + to, from);
    }

    @Override
    public Optional<MemorySegment> segment() {
        return Optional.empty();
    }

    @Override
    public Optional<SoftwarePages> softwarePages() {
        return Optional.of(this);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean isMapped() {
        return mapped;
    }

    @Override
    public boolean isAccessible() {
        return true;
    }

    @Override
    public void unmap() {
        mapped = false;
    }

    @Override
    public BooleanSupplier reclaim() {
        return () -> true; // it has no address space
    }

    @Override
    public void remap(long newLength) {
        throw new UnsupportedOperationException("the simulated file cannot be remapped");
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws FlushFailedException {
        file.flush(new ByteRange(offset + range.offset(), range.length()), durability, live);
    }

    @Override
    public void prefetch(List<ByteRange> ranges) {}

    @Override
    public boolean advise(ByteRange range, Advice advice) {
        return false;
    }
}
