package io.fileview.commit;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.pages.CacheCounts;
import io.fileview.spi.EngineFile;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileStatus;
import io.fileview.spi.MappedRange;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A file that delegates everything except mapping to the file of an engine. */
abstract class DelegatingFile implements EngineFile {
    final EngineFile file;

    DelegatingFile(EngineFile file) {
        this.file = file;
    }

    @Override
    public long size() throws IOException {
        return file.size();
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
    public void copyPermissionsOf(EngineFile other) throws IOException {
        file.copyPermissionsOf(other);
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
    public boolean lacksRoomInMemory() {
        return file.lacksRoomInMemory();
    }

    @Override
    public long nextData(long position) throws IOException {
        return file.nextData(position);
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

    @Override
    public FileStatus status() throws IOException {
        return file.status();
    }

    @Override
    public Optional<ExtendedAttribute> extendedAttribute() {
        return file.extendedAttribute();
    }

    @Override
    public boolean keepsLocks() {
        return file.keepsLocks();
    }

    @Override
    public boolean holdsLock(long position) throws IOException {
        return file.holdsLock(position);
    }

    @Override
    public List<String> lockHolders(long position) {
        return file.lockHolders(position);
    }
}
