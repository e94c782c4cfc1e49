package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.spi.EngineFile;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open file: one handle, and the classes that operate on it. */
final class WindowsFile implements EngineFile {
    private final WindowsHandle handle;
    private final FileIdentity identity;
    private final boolean created;
    private final @Nullable CreatedEntry entry;
    private final PositionedIo io;
    private final FileFlush flush;
    private final FileSpace space;
    private final FileLocks locks;
    private final WindowsRepair repair;
    private final StreamAttribute attribute;

    /**
     * Takes ownership of a handle.
     *
     * @param handle the handle, which {@link #close} closes
     * @param path the absolute path by which it was opened
     * @param created whether the file did not exist before
     * @param entry the directory entry of a created file that has a name, or null
     */
    WindowsFile(
            WindowsHandle handle,
            String path,
            FileIdentity identity,
            boolean created,
            @Nullable CreatedEntry entry) {
        this.handle = handle;
        this.identity = identity;
        this.created = created;
        this.entry = entry;
        this.io = new PositionedIo(handle);
        this.flush = new FileFlush(handle, created, entry);
        this.space = new FileSpace(handle, flush);
        this.locks = new FileLocks(handle);
        this.repair = new WindowsRepair(this);
        this.attribute = new StreamAttribute(handle, path, identity, flush);
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
        return FileStatus.size(handle.value(), handle.name());
    }

    @Override
    public io.fileview.spi.FileStatus status() throws IOException {
        return Security.withRights(
                handle.value(), FileStatus.of(handle.value(), handle.name()));
    }

    @Override
    public void copyPermissionsOf(EngineFile other) throws IOException {
        if (other instanceof WindowsFile model) {
            Security.copy(handle, model.handle);
        }
    }

    @Override
    public void extend(long newSize, boolean sparse) throws IOException {
        space.extend(newSize, sparse);
    }

    @Override
    public void truncate(long newSize) throws IOException {
        space.truncate(newSize);
    }

    /**
     * A file that is not sparse has room for all its bytes. In one that is, the system can allocate
     * room only by writing, which could overwrite what others write meanwhile.
     */
    @Override
    public void reserve(List<ByteRange> ranges) {}

    @Override
    public long read(MemorySegment into, long position) throws IOException {
        return io.read(into, position);
    }

    @Override
    public void write(MemorySegment from, long position) throws IOException {
        io.write(from, position);
    }

    @Override
    public MappedRange map(MapRequest request) throws IOException {
        return WindowsRange.map(this, request);
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        flush.flush(range, durability, live);
    }

    @Override
    public void flushMetadata() throws IOException {
        flush.metadata(Place.of(name()));
    }

    @Override
    public void discardCreated() throws IOException {
        if (entry != null) {
            entry.remove();
        }
    }

    @Override
    public boolean lock(long position, boolean shared, Duration limit) throws IOException {
        return locks.lock(position, shared, limit);
    }

    @Override
    public void unlock(long position) throws IOException {
        locks.unlock(position);
    }

    @Override
    public Optional<WritebackRepair> writebackRepair() {
        return Optional.of(repair);
    }

    @Override
    public Optional<ExtendedAttribute> extendedAttribute() {
        return attribute.isSupported() ? Optional.of(attribute) : Optional.empty();
    }

    @Override
    public void close() {
        locks.releaseAll();
        handle.close();
    }
}
