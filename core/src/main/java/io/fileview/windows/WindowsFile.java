package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/** An open file: one handle, and the classes that operate on it. */
final class WindowsFile implements EngineFile {
    private final WindowsHandle handle;
    private final FileIdentity identity;
    private final boolean created;

    /** Takes ownership of a handle. */
    WindowsFile(WindowsHandle handle, FileIdentity identity, boolean created) {
        this.handle = handle;
        this.identity = identity;
        this.created = created;
    }

    /** Returns the handle, which is open as long as this file. */
    WindowsHandle handle() {
        return handle;
    }

    @Override
    public String name() {
        return handle.name();
    }

    @Override
    public FileIdentity identity() {
        return identity;
    }

    @Override
    public boolean created() {
        return created;
    }

    @Override
    public long pageSize() {
        return SystemPages.SIZE;
    }

    @Override
    public long size() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void extend(long newSize, boolean sparse) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void truncate(long newSize) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reserve(List<ByteRange> ranges) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(MemorySegment into, long position) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(MemorySegment from, long position) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedRange map(MapRequest request) throws IOException {
        return WindowsRange.map(this, request);
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void flushMetadata() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void discardCreated() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean lock(long position, boolean shared, Duration limit) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unlock(long position) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        handle.close();
    }
}
