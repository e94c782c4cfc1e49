package io.fileview.cli;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The only file of a {@link SimulatedDisk}. Its size is fixed. */
final class SimulatedFile implements EngineFile {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final FileIdentity identity =
            FileIdentity.ofInode("simulated", NUMBERS.incrementAndGet(), 0);
    private final SimulatedCache cache;

    SimulatedFile(SimulatedDisk disk) {
        this.cache = new SimulatedCache(disk);
    }

    /** Maps the file by the library, which does for it what it does for the files of each engine. */
    static FileMapping open(SimulatedDisk disk) throws IOException {
        return FileMapping.of(
                new SimulatedEngine(),
                new SimulatedFile(disk),
                FileLocation.of(URI.create("simulated:file")),
                Protection.READ_WRITE);
    }

    @Override
    public String name() {
        return "simulated file";
    }

    @Override
    public FileIdentity identity() {
        return identity;
    }

    @Override
    public boolean created() {
        return false;
    }

    @Override
    public long pageSize() {
        return SimulatedDisk.PAGE;
    }

    @Override
    public long size() {
        return cache.size();
    }

    @Override
    public void extend(long newSize, boolean sparse) {
        throw fixedSize();
    }

    @Override
    public void truncate(long newSize) {
        throw fixedSize();
    }

    private static UnsupportedOperationException fixedSize() {
        return new UnsupportedOperationException("the size of the simulated file is fixed");
    }

    @Override
    public void reserve(List<ByteRange> ranges) {}

    @Override
    public long read(MemorySegment into, long position) {
        long count = Math.clamp(size() - position, 0, into.byteSize());
        cache.read(position, into.asSlice(0, count));
        return count;
    }

    @Override
    public void write(MemorySegment from, long position) {
        cache.write(position, from);
    }

    @Override
    public MappedRange map(MapRequest request) {
        return new SimulatedRange(this, cache, request);
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws FlushFailedException {
        cache.flush(Place.of(name(), range.offset(), range.length()));
    }

    @Override
    public void flushMetadata() {}

    @Override
    public void discardCreated() {}

    @Override
    public boolean lock(long position, boolean shared, Duration limit) {
        return true;
    }

    @Override
    public void unlock(long position) {}

    @Override
    public Optional<WritebackRepair> writebackRepair() {
        return Optional.of(cache);
    }

    @Override
    public void close() {}
}
