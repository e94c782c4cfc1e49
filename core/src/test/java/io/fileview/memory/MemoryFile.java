package io.fileview.memory;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.pages.CacheCounts;
import io.fileview.spi.BlockCloning;
import io.fileview.spi.EngineFile;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileStatus;
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

/** A file that somebody has open. */
final class MemoryFile implements EngineFile {
    private final MemoryFileSystem files;
    private final FileNode node;
    private final String name;
    private final boolean writable;
    private final @Nullable DirectoryNode createdIn;
    private final String entry;
    private final long era;
    private final FileIdentity identity;
    private final FileFlush flush;
    private final WriteBack writeBack;
    private final Transfer transfer;
    private final Optional<WritebackRepair> repair;
    private final Optional<ExtendedAttribute> attribute;
    private boolean temporary; // guarded by the lock of the file system

    /** The lock of the file system is held. */
    MemoryFile(
            MemoryFileSystem files,
            FileNode node,
            String name,
            boolean writable,
            @Nullable DirectoryNode createdIn,
            String entry) {
        this.files = files;
        this.node = node;
        this.name = name;
        this.writable = writable;
        this.createdIn = createdIn;
        this.entry = entry;
        this.era = files.era();
        this.identity = node.identity(files.nodes().volume());
        this.flush = new FileFlush(this, createdIn, entry);
        this.writeBack = new WriteBack(files, node, name);
        this.transfer = new Transfer(this);
        this.repair =
                files.options().has(Ability.WRITEBACK_REPAIR) && !node.isMemory
                        ? Optional.of(new MemoryRepair(this))
                        : Optional.empty();
        this.attribute =
                files.options().has(Ability.EXTENDED_ATTRIBUTE) && !node.isMemory
                        ? Optional.of(new MemoryAttribute(this))
                        : Optional.empty();
        files.nodes().opened(node);
        files.opened(this, name);
    }

    /** The name goes when the file is closed. */
    MemoryFile removedWhenClosed() {
        temporary = true;
        return this;
    }

    MemoryFileSystem files() {
        return files;
    }

    FileNode node() {
        return node;
    }

    boolean isWritable() {
        return writable;
    }

    FileFlush flushes() {
        return flush;
    }

    Transfer transfer() {
        return transfer;
    }

    WriteBack writeBack() {
        return writeBack;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FileIdentity identity() {
        return identity;
    }

    @Override
    public boolean created() {
        return createdIn != null;
    }

    @Override
    public long pageSize() {
        return node.pageSize();
    }

    @Override
    public long size() throws IOException {
        return run(Operation.SIZE, -1, -1, node::size);
    }

    @Override
    public FileStatus status() throws IOException {
        return run(Operation.STATUS, -1, -1, () -> node.status(identity, files.options()));
    }

    @Override
    public void copyPermissionsOf(EngineFile other) throws IOException {
        if (other instanceof MemoryFile model && files.options().has(Ability.OWNERS)) {
            run(
                    Operation.COPY_PERMISSIONS,
                    -1,
                    -1,
                    () -> {
                        requireWritable("its permissions cannot be changed");
                        node.copyPermissionsOf(model.node);
                        return null;
                    });
        }
    }

    @Override
    public void extend(long newSize, boolean sparse) throws IOException {
        run(Operation.EXTEND, newSize, 0, () -> extendNow(newSize, sparse));
    }

    private Void extendNow(long newSize, boolean sparse) throws IOException {
        long size = node.size();
        if (newSize <= size) {
            return null;
        }
        requireWritable("cannot be extended");
        if (!sparse && !node.allocate(size / pageSize(), node.pages(newSize))) {
            throw transfer.full(size, newSize - size,
                    "cannot be extended from " + size + " to " + newSize + " bytes");
        }
        node.setLarger(newSize);
        flush.sizeChanged();
        return null;
    }

    @Override
    public void truncate(long newSize) throws IOException {
        run(
                Operation.TRUNCATE,
                newSize,
                0,
                () -> {
                    requireWritable("cannot be truncated");
                    if (newSize > node.size()) {
                        throw MemoryEngine.failure(
                                Place.of(name, newSize, 0),
                                "has " + node.size() + " bytes and cannot be truncated to "
                                        + newSize,
                                "EINVAL");
                    }
                    node.truncate(newSize);
                    flush.sizeChanged();
                    return null;
                });
    }

    @Override
    public void reserve(List<ByteRange> ranges) throws IOException {
        ByteRange first = ranges.isEmpty() ? new ByteRange(0, 0) : ranges.getFirst();
        run(Operation.RESERVE, first.offset(), first.length(), () -> reserveNow(ranges));
    }

    private Void reserveNow(List<ByteRange> ranges) throws IOException {
        requireWritable("no room can be reserved");
        for (ByteRange range : ranges) {
            if (range.length() > 0
                    && !node.allocate(range.offset() / pageSize(), node.pages(range.end()))) {
                throw transfer.full(range.offset(), range.length(), "no room can be reserved");
            }
        }
        return null;
    }

    @Override
    public long read(MemorySegment into, long position) throws IOException {
        return files.faults()
                .run(Operation.READ, name, position, into.byteSize(),
                        () -> transfer.read(into, position));
    }

    @Override
    public void write(MemorySegment from, long position) throws IOException {
        files.faults()
                .runPartly(
                        Operation.WRITE,
                        name,
                        position,
                        from.byteSize(),
                        length -> transfer.write(from.asSlice(0, length), position));
    }

    @Override
    public MappedRange map(MapRequest request) throws IOException {
        return files.faults()
                .run(
                        Operation.MAP,
                        name,
                        request.offset(),
                        request.length(),
                        () -> locked(
                                () -> switch (files.options().mode()) {
                                    case SEGMENT -> new SegmentRange(this, request);
                                    case SOFTWARE -> new SoftwareRange(this, request);
                                }));
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        files.faults()
                .run(
                        Operation.FLUSH,
                        name,
                        range.offset(),
                        range.length(),
                        () -> flush.run(range, durability, flush.seen(live, null)));
    }

    @Override
    public void flushMetadata() throws IOException {
        files.faults().run(Operation.FLUSH_METADATA, name, flush::metadata);
    }

    @Override
    public void discardCreated() throws IOException {
        run(
                Operation.DISCARD_CREATED,
                -1,
                -1,
                () -> {
                    removeEntry();
                    return null;
                });
    }

    private void removeEntry() throws IOException {
        if (createdIn != null && createdIn.entries.get(entry) == node) {
            requireWritable("cannot be removed again");
            files.tree().unlink(createdIn, entry);
        }
    }

    @Override
    public boolean lock(long position, boolean shared, Duration limit) throws IOException {
        return files.faults()
                .run(
                        Operation.LOCK,
                        name,
                        position,
                        1,
                        () -> new LockAttempt(this, position, shared).run(limit));
    }

    @Override
    public void unlock(long position) throws IOException {
        run(
                Operation.UNLOCK,
                position,
                1,
                () -> {
                    node.locks.release(this, position);
                    files.signal();
                    return null;
                });
    }

    @Override
    public Optional<CacheCounts> cached(ByteRange range) {
        if (!files.options().has(Ability.CACHE_COUNTS) || node.isMemory) {
            return Optional.empty();
        }
        try {
            return run(Operation.CACHED, range.offset(), range.length(),
                    () -> Optional.of(node.cached(range)));
        } catch (IOException notTold) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<WritebackRepair> writebackRepair() {
        return repair;
    }

    @Override
    public Optional<ExtendedAttribute> extendedAttribute() {
        return attribute;
    }

    @Override
    public boolean keepsLocks() {
        return files.options().has(Ability.LASTING_LOCKS);
    }

    @Override
    public boolean holdsLock(long position) throws IOException {
        return locked(() -> node.locks.holds(this, position));
    }

    @Override
    public List<String> lockHolders(long position) {
        return files.locked(() -> node.locks.others(position));
    }

    @Override
    public Optional<BlockCloning> blockCloning() {
        return files.options().has(Ability.BLOCK_CLONING)
                ? Optional.of(
                        source -> run(
                                Operation.CLONE,
                                -1,
                                -1,
                                () -> source instanceof MemoryFile other && other.files == files
                                        && clone(other.node)))
                : Optional.empty();
    }

    private boolean clone(FileNode source) throws IOException {
        requireWritable("cannot share the blocks of another file");
        source.noticeChanges();
        node.truncate(0);
        flush.sizeChanged();
        node.setLarger(source.size());
        source.forEachPageWithBytes(
                0,
                source.pages(source.size()),
                (page, bytes) -> node.cache.change(page).copyFrom(MemorySegment.ofArray(bytes)));
        return true;
    }

    @Override
    public void close() {
        files.locked(
                () -> {
                    if (files.era() == era) {
                        node.locks.releaseAll(this);
                        if (temporary) {
                            removeQuietly();
                        }
                        files.closed(this, name);
                        files.nodes().closed(node);
                        files.signal();
                    }
                    return null;
                });
    }

    private void removeQuietly() {
        try {
            removeEntry();
        } catch (IOException readOnly) {
            // The name stays; whoever makes a temporary file next may remove it.
        }
    }

    void requireWritable(String problem) throws IOException {
        if (!writable) {
            throw MemoryEngine.failure(Place.of(name),
                    problem + ", because it is open for reading only", "EBADF");
        }
        if (files.behaviour().readOnly()) {
            throw MemoryEngine.failure(Place.of(name), problem + ": the file system is read-only",
                    "EROFS");
        }
    }

    void requireAlive() throws IOException {
        files.requireAlive(era, Place.of(name));
    }

    boolean isAlive() {
        return files.era() == era;
    }

    /** Something that is done under the lock while the file is alive. */
    <T> T locked(MemoryFileSystem.Guarded<T, IOException> action) throws IOException {
        return files.locked(
                () -> {
                    requireAlive();
                    return action.run();
                });
    }

    /** A call that is done under the lock. */
    <T> T run(Operation operation, long offset, long length,
            MemoryFileSystem.Guarded<T, IOException> action)
            throws IOException {
        return files.faults().run(operation, name, offset, length, () -> locked(action));
    }
}
