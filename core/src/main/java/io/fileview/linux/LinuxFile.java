package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.Protection;
import io.fileview.pages.CacheCounts;
import io.fileview.proc.HeldLocks;
import io.fileview.spi.AttributeCopying;
import io.fileview.spi.BlockCloning;
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

/** An open file, block device or memory: one descriptor, and the classes that operate on it. */
final class LinuxFile implements EngineFile {
    private static final long DONTNEED = 4;

    private final Descriptor descriptor;
    private final FileIdentity identity;
    private final boolean created;
    private final @Nullable CreatedEntry entry;
    private final PositionedIo io;
    private final LinuxFlush flush;
    private final FileSpace space;
    private final FileLocks locks;
    private final LinuxWriteback writeback;
    private final LinuxAttribute attribute;

    /**
     * Takes ownership of a descriptor.
     *
     * @param descriptor the descriptor, which {@link #close} closes
     * @param created whether the file did not exist before
     * @param entry the directory entry of a created file that has a name, or null
     */
    LinuxFile(
            Descriptor descriptor,
            boolean created,
            @Nullable CreatedEntry entry) {
        this.descriptor = descriptor;
        this.identity = descriptor.opened().identity();
        this.created = created;
        this.entry = entry;
        this.io = new PositionedIo(descriptor);
        this.flush = new LinuxFlush(descriptor, created, entry);
        this.space = new FileSpace(descriptor, flush);
        this.locks = new FileLocks(descriptor);
        this.writeback = new LinuxWriteback(descriptor, flush);
        this.attribute = new LinuxAttribute(descriptor, flush);
    }

    @Override
    public String name() {
        return descriptor.name();
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
        return descriptor.pageSize();
    }

    @Override
    public long size() throws IOException {
        return descriptor.size();
    }

    @Override
    public io.fileview.spi.FileStatus status() throws IOException {
        FileStatus now = FileStatus.now(descriptor.fd(), name());
        return now.ofSize(now.isBlockDevice() ? size() : now.size());
    }

    @Override
    public void copyPermissionsOf(EngineFile other) throws IOException {
        if (other instanceof LinuxFile model) {
            FilePermissions.copy(descriptor, model.descriptor);
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

    @Override
    public void reserve(List<ByteRange> ranges) throws IOException {
        space.reserve(ranges);
    }

    @Override
    public long read(MemorySegment into, long position) throws IOException {
        return io.read(into, position);
    }

    /** A server or FUSE program may know less than the file cache, which has changes of views. */
    @Override
    public long nextData(long position) throws IOException {
        return descriptor.type().isLocal() ? io.nextData(position) : position;
    }

    @Override
    public long nextHole(long position) throws IOException {
        return descriptor.type().isLocal() ? io.nextHole(position) : Long.MAX_VALUE;
    }

    @Override
    public long copyFrom(EngineFile source, long position, long length) {
        return source instanceof LinuxFile other
                ? io.copyFrom(other.descriptor, position, length)
                : 0;
    }

    @Override
    public void releaseCached(ByteRange range) {
        SystemCalls.call(
                SystemCall.FADVISE, descriptor.fd(), range.offset(), range.length(), DONTNEED);
    }

    @Override
    public boolean lacksRoomInMemory() {
        return descriptor.isWithoutRoomInMemory();
    }

    @Override
    public void write(MemorySegment from, long position) throws IOException {
        io.write(from, position);
    }

    @Override
    public MappedRange map(MapRequest request) throws IOException {
        MappedPages pages = mapPages(request);
        try {
            return new LinuxRange(descriptor, flush, request, pages);
        } catch (Throwable noMemory) {
            pages.unmap();
            throw noMemory;
        }
    }

    /** A range of 0 bytes has no pages, because mmap(2) maps none. */
    private MappedPages mapPages(MapRequest request) throws IOException {
        MappedPages pages =
                MappedPages.none( // made before, while nothing is mapped
                        Pages.roundDown(request.offset(), descriptor.pageSize()),
                        request.protection() == Protection.COPY_ON_WRITE);
        if (request.length() > 0) {
            Place place = Place.of(name(), request.offset(), request.length());
            pages.moved(
                    FreshPages.map(descriptor, place, request.protection()),
                    FreshPages.size(descriptor, request.offset(), request.length()));
        }
        return pages;
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        flush.flush(range, durability); // One call reaches the pages of every mapping.
    }

    @Override
    public void flushMetadata() throws IOException {
        flush.metadata(Place.of(name()));
    }

    @Override
    public void discardCreated() throws IOException {
        if (entry != null) {
            entry.remove(descriptor);
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
    public List<String> lockHolders(long position) {
        return HeldLocks.holders(descriptor.opened().inode(), position);
    }

    @Override
    public Optional<CacheCounts> cached(ByteRange range) {
        return new PageCache(descriptor).count(range);
    }

    @Override
    public Optional<WritebackRepair> writebackRepair() {
        return Optional.of(writeback);
    }

    @Override
    public Optional<BlockCloning> blockCloning() {
        return descriptor.isMemory() || !descriptor.opened().isRegular()
                ? Optional.empty()
                : Optional.of(this::cloneFrom);
    }

    @Override
    public Optional<AttributeCopying> attributeCopying() {
        return descriptor.isMemory() || !descriptor.opened().isRegular()
                ? Optional.empty()
                : Optional.of(new CopiedAttributes(descriptor, flush));
    }

    /** Returns the descriptor, for what is copied from this file. */
    Descriptor descriptor() {
        return descriptor;
    }

    /** Gives this file, which has no name, a name. Returns 0, or the negated error number. */
    long link(DirectoryDescriptor directory, String newName) {
        return directory.link(descriptor.fd(), newName);
    }

    @Override
    public Optional<ExtendedAttribute> extendedAttribute() {
        return attribute.isSupported() ? Optional.of(attribute) : Optional.empty();
    }

    private boolean cloneFrom(EngineFile source) throws IOException {
        return source instanceof LinuxFile other
                && SharedBlocks.share(descriptor, other.descriptor);
    }

    @Override
    public void close() {
        if (entry != null) {
            entry.close();
        }
        descriptor.close();
    }
}
