package io.fileview.portable;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.Protection;
import io.fileview.StaleFileException;
import io.fileview.proc.HeldLocks;
import io.fileview.spi.AttributeCopying;
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
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open file: one descriptor for mapping, opened when it is first mapped, and one for all other
 * operations.
 */
final class PortableFile implements EngineFile {
    private final String name;
    private final Path path;
    private final FileIdentity identity;
    private final Origin origin;
    private final SteadyFile file;
    private final FileBytes bytes;
    private final Mappers mappers;
    private final PortableFlush flush;
    private final FileSize size;
    private final LocalFileSystem fileSystem;
    private final boolean isReader;
    private final WritebackRepair repair;
    private final PortableAttribute attribute;

    /** The origin of the file. */
    enum Origin {
        /** It existed before it was opened. */
        EXISTING,
        /** It was created with the name that it was opened with. */
        CREATED,
        /** It was created without a permanent name. */
        TEMPORARY
    }

    /** Takes ownership of an open file and, if it was created with a name, of its entry. */
    PortableFile(
            String name,
            Path path,
            FileIdentity identity,
            Protection protection,
            Origin origin,
            @Nullable NewEntry entry,
            SteadyFile file) {
        this.name = name;
        this.path = path;
        this.identity = identity;
        this.origin = origin;
        this.file = file;
        FreeSpace space = new FreeSpace(path);
        this.bytes = new FileBytes(name, file, space);
        this.mappers = new Mappers(name, path, identity, protection, bytes);
        this.isReader = protection == Protection.READ_ONLY;
        this.flush =
                new PortableFlush(
                        name,
                        entry,
                        file,
                        protection == Protection.READ_WRITE ? null : path,
                        identity);
        boolean isNamed = origin != Origin.TEMPORARY && protection == Protection.READ_WRITE;
        this.size = new FileSize(name, space, identity, isNamed, file, flush);
        this.fileSystem = new LocalFileSystem(path, identity);
        this.repair = new PortableRepair(name, file, mappers, fileSystem);
        this.attribute =
                new PortableAttribute(
                        name, path, identity, protection == Protection.READ_WRITE, flush);
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
        return origin != Origin.EXISTING;
    }

    @Override
    public long pageSize() {
        return Host.PAGE_SIZE;
    }

    @Override
    public long size() throws IOException {
        requireCurrent();
        return file.size(name);
    }

    /** A file that was opened for reading stays the old one when overlayfs copies it. */
    void requireCurrent() throws StaleFileException {
        if (isReader && fileSystem.hasBeenCopied()) {
            throw ErrorTranslation.copied(name);
        }
    }

    @Override
    public FileStatus status() throws IOException {
        return PortableStatus.of(path, identity, size());
    }

    /** {@inheritDoc} Windows has no permissions that the JDK could copy. */
    @Override
    public Optional<AttributeCopying> attributeCopying() {
        return Identities.NUMBERED && origin != Origin.TEMPORARY
                ? Optional.of(new PortablePermissions(path, identity))
                : Optional.empty();
    }

    @Override
    public void extend(long newSize, boolean sparse) throws IOException {
        size.extend(newSize, sparse);
    }

    @Override
    public void truncate(long newSize) throws IOException {
        size.truncate(newSize);
    }

    /** {@inheritDoc} The JDK has no such call. */
    @Override
    public void reserve(List<ByteRange> ranges) {}

    @Override
    public long read(MemorySegment into, long position) throws IOException {
        return bytes.read(into, position);
    }

    /** {@inheritDoc} The JDK cannot list holes, so this reads a part and looks for zeros. */
    @Override
    public long nextData(long position) throws IOException {
        return bytes.nextData(position);
    }

    @Override
    public void write(MemorySegment from, long position) throws IOException {
        boolean grows = position + from.byteSize() > file.size(name);
        try {
            bytes.write(from, position);
        } finally {
            if (grows) {
                flush.sizeChanged();
            }
        }
    }

    @Override
    public MappedRange map(MapRequest request) throws IOException {
        // The range does not keep the request, whose anchor must not be reachable from it.
        return new PortableRange(
                this,
                request.offset(),
                request.protection(),
                request.confined(),
                mappers.map(
                        request.offset(),
                        request.length(),
                        request.protection(),
                        request.confined()));
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        flush.flush(range, durability, live);
    }

    @Override
    public void flushMetadata() throws IOException {
        flush.flush(new ByteRange(0, 0), Durability.DEVICE, List.of());
    }

    @Override
    public void discardCreated() throws IOException {
        if (origin != Origin.CREATED) {
            return;
        }
        try {
            if (Identities.isAt(path, identity, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(path);
            }
        } catch (NoSuchFileException alreadyRemoved) {
            // Another process has removed it.
        } catch (IOException failure) {
            throw ErrorTranslation.ofEntry(path, "to remove the new file", failure);
        }
    }

    @Override
    public boolean lock(long position, boolean shared, Duration limit) throws IOException {
        return ProcessLocks.acquire(this, file, position, shared, limit);
    }

    @Override
    public void unlock(long position) throws IOException {
        ProcessLocks.release(this, position);
    }

    /** {@inheritDoc} On Windows, a lock belongs to the handle. */
    @Override
    public boolean keepsLocks() {
        return Host.WINDOWS;
    }

    @Override
    public boolean holdsLock(long position) throws IOException {
        return ProcessLocks.isHeld(this, position);
    }

    @Override
    public List<String> lockHolders(long position) {
        return Host.LINUX ? HeldLocks.holders(identity.number(), position) : List.of();
    }

    @Override
    public Optional<WritebackRepair> writebackRepair() {
        return Optional.of(repair);
    }

    /** {@inheritDoc} A file without a name has none, because attributes are reached by paths. */
    @Override
    public Optional<ExtendedAttribute> extendedAttribute() {
        return origin != Origin.TEMPORARY && attribute.isSupported()
                ? Optional.of(attribute)
                : Optional.empty();
    }

    FileBytes bytes() {
        return bytes;
    }

    Mappers mappers() {
        return mappers;
    }

    PortableFlush flushing() {
        return flush;
    }

    @Override
    public boolean lacksRoomInMemory() {
        return fileSystem.isFullInMemory();
    }

    /** Returns the exception for bytes of a view whose pages are not there. */
    IOException unreadable(Place place, InternalError failure) {
        return fileSystem.isFullInMemory()
                ? TransferErrors.noRoomToRead(place, failure)
                : TransferErrors.toRead(place, failure);
    }

    Place place(long offset, long length) {
        return Place.of(name, offset, length);
    }

    @Override
    public void close() {
        ProcessLocks.close(this, file, this::closeDescriptors);
    }

    private void closeDescriptors() {
        mappers.close();
        flush.close();
        size.close();
        file.close();
    }
}
