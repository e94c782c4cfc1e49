package io.fileview.commit;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.pages.CacheCounts;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A file whose mapped ranges are parts of one private mapping. Everything else is delegated. */
final class CommittedFile implements EngineFile {
    private final EngineFile file;

    /**
     * Weak, because this file is known to the process as long as it is open, and would keep a leaked
     * commit mapping reachable, which keeps its range.
     */
    private final WeakReference<MappedRange> whole;

    /** The number of bytes that can be mapped. */
    private volatile long limit;

    CommittedFile(EngineFile file, MappedRange whole, long limit) {
        this.file = file;
        this.whole = new WeakReference<>(whole);
        this.limit = limit;
    }

    void limit(long newLimit) {
        limit = newLimit;
    }

    @Override
    public MappedRange map(MapRequest request) {
        MappedRange range = whole.get();
        if (range == null) {
            throw new IllegalStateException("the commit mapping of " + name() + " was leaked");
        }
        return range.privatePages()
                .orElseThrow()
                .part(new ByteRange(request.offset(), request.length()), request.anchor());
    }

    @Override
    public long size() throws IOException {
        return Math.min(limit, file.size());
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public FileIdentity identity() {
        return file.identity();
    }

    @Override
    public boolean created() {
        return file.created();
    }

    @Override
    public long pageSize() {
        return file.pageSize();
    }

    @Override
    public void extend(long newSize, boolean sparse) throws IOException {
        file.extend(newSize, sparse);
    }

    @Override
    public void truncate(long newSize) throws IOException {
        file.truncate(newSize);
    }

    @Override
    public void reserve(List<ByteRange> ranges) throws IOException {
        file.reserve(ranges);
    }

    @Override
    public long read(MemorySegment into, long position) throws IOException {
        return file.read(into, position);
    }

    @Override
    public void write(MemorySegment from, long position) throws IOException {
        file.write(from, position);
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        file.flush(range, durability, live);
    }

    @Override
    public void flushMetadata() throws IOException {
        file.flushMetadata();
    }

    @Override
    public void discardCreated() throws IOException {
        file.discardCreated();
    }

    @Override
    public boolean lock(long position, boolean shared, Duration limit) throws IOException {
        return file.lock(position, shared, limit);
    }

    @Override
    public void unlock(long position) throws IOException {
        file.unlock(position);
    }

    @Override
    public Optional<CacheCounts> cached(ByteRange range) {
        return file.cached(range);
    }

    @Override
    public Optional<WritebackRepair> writebackRepair() {
        return file.writebackRepair();
    }

    @Override
    public void close() {
        file.close();
    }
}
