package io.fileview.portable;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.fileview.ByteRange;
import io.fileview.CacheCounts;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Section;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An open file: one handle that maps it, one that does everything else. */
final class PortableSection implements Section {
    /** How much is read or written at once. */
    static final int CHUNK = 1 << 20;

    /** From here on, a file system that is too small is told before it has been filled. */
    private static final long WORTH_ASKING = 64L * CHUNK;

    private static final String MEMORY = "memory";

    private final String name;
    private final Path path;
    private final Protection protection;
    private final boolean created;
    private final FileKey key;
    private final SteadyFile file;
    private final Mapper mapper;

    /** A writable handle for the private views of a file that was opened for reading. */
    private @Nullable Mapper privateMapper; // guarded by this

    private final PortableFlush flush;

    /** Bytes in the address space, and what unmaps them. */
    record Mapped(Arena arena, MemorySegment segment) {}

    /** Takes the file over, and closes it where the rest of the opening fails. */
    private PortableSection(
            String name, Path path, Protection protection, boolean created, SteadyFile file)
            throws IOException {
        this.name = name;
        this.path = path;
        this.protection = protection;
        this.created = created;
        this.file = file;
        Mapper opened = null;
        try {
            this.key = FileKey.of(path);
            opened = new Mapper(name, path, key, protection == Protection.READ_WRITE);
            this.mapper = opened;
            this.flush = new PortableFlush(name, path, created, file, opened);
            if (protection == Protection.COPY_ON_WRITE) {
                privateMapper(); // Tells now, not at the first view, that it cannot be had.
            }
        } catch (Throwable failure) {
            if (opened != null) {
                opened.close();
            }
            file.close();
            throw failure;
        }
    }

    static PortableSection open(Path path, Protection protection) throws IOException {
        SteadyFile file =
                protection == Protection.READ_WRITE
                        ? new SteadyFile(path, READ, WRITE)
                        : new SteadyFile(path, READ);
        return new PortableSection(path.toString(), path, protection, false, file);
    }

    static PortableSection create(Path path) throws IOException {
        SteadyFile file = new SteadyFile(path, READ, WRITE, CREATE_NEW);
        try {
            return new PortableSection(path.toString(), path, Protection.READ_WRITE, true, file);
        } catch (Throwable failure) {
            deleteAfter(failure, path);
            throw failure;
        }
    }

    /** A temporary file that only its owner may read, and that is gone however the process ends. */
    static PortableSection memory() throws IOException {
        try {
            Path path = Files.createTempFile("fileview", null);
            try {
                SteadyFile file =
                        Host.WINDOWS
                                ? new SteadyFile(path, READ, WRITE, DELETE_ON_CLOSE)
                                : new SteadyFile(path, READ, WRITE);
                PortableSection memory =
                        new PortableSection(MEMORY, path, Protection.READ_WRITE, false, file);
                if (!Host.WINDOWS) {
                    Files.delete(path);
                }
                return memory;
            } catch (Throwable failure) {
                deleteAfter(failure, path);
                throw failure;
            }
        } catch (IOException failure) {
            throw Refusal.toOpenMemory(
                    MEMORY, System.getProperty("java.io.tmpdir", "the temporary directory"),
                    failure);
        }
    }

    private static void deleteAfter(Throwable failure, Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Object fileKey() {
        return key;
    }

    @Override
    public boolean created() {
        return created;
    }

    @Override
    public long fileSize() throws IOException {
        return file.size();
    }

    @Override
    public void extend(long newSize, boolean sparse) throws IOException {
        long size = file.size();
        if (newSize <= size) {
            return;
        }
        if (!sparse && newSize - size >= WORTH_ASKING) {
            long room = room();
            if (newSize - size > room) {
                throw Refusal.noRoom(name, size, newSize, room);
            }
        }
        try {
            if (sparse) {
                file.write(ByteBuffer.allocate(1), newSize - 1);
            } else {
                writeZeros(size, newSize);
            }
        } catch (IOException failure) {
            throw Refusal.toExtend(name, size, newSize, file.size(), room(), failure);
        } finally {
            flush.sizeChanged();
        }
    }

    /** Never writes before the end of the file: if others make it longer meanwhile, so much less. */
    private void writeZeros(long oldSize, long newSize) throws IOException {
        long written = oldSize;
        try (Arena arena = Arena.ofShared()) {
            ByteBuffer zeros = arena.allocate(CHUNK).asByteBuffer();
            for (long end = oldSize; end < newSize; end = file.size()) {
                zeros.position(0).limit((int) Math.min(CHUNK, newSize - end));
                written = end + file.write(zeros, end);
            }
        } catch (IOException failure) {
            shrinkBack(oldSize, written, failure);
            throw failure;
        }
    }

    /** Only what this call wrote is taken back: beyond it, others have made the file longer. */
    private void shrinkBack(long oldSize, long written, IOException failure) {
        try {
            if (file.size() == written) {
                file.truncate(oldSize);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Bytes that the file system still has for this user, or more where it does not tell. */
    private long room() {
        try {
            FileStore store = Files.getFileStore(path);
            return store.getTotalSpace() == 0 ? Long.MAX_VALUE : store.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void truncate(long newSize) throws IOException {
        try {
            file.truncate(newSize);
        } catch (IOException failure) {
            throw new MappingException(
                    Place.of(name),
                    "could not be truncated to " + newSize + " bytes: " + Refusal.reason(failure),
                    failure);
        } finally {
            flush.sizeChanged();
        }
    }

    @Override
    public void discardCreatedFile() throws IOException {
        if (created && key.isAt(path)) {
            Files.delete(path);
        }
    }

    @Override
    public Optional<CacheCounts> cached(long offset, long length) {
        return Optional.empty();
    }

    @Override
    public MappedRange map(Request request) throws IOException {
        // The request stays behind: its anchor must not be reachable from the range.
        return new PortableRange(
                this,
                request.offset(),
                request.protection(),
                request.confined(),
                map(request.offset(), request.length(), request.protection(), request.confined()));
    }

    Mapped map(long offset, long length, Protection view, boolean confined) throws IOException {
        Place place = Place.of(name, offset, length);
        // The JDK would make a writable file longer.
        requireInFile(place);
        boolean privately = view == Protection.COPY_ON_WRITE;
        Mapper through =
                privately && protection != Protection.READ_WRITE ? privateMapper() : mapper;
        MapMode mode =
                privately
                        ? MapMode.PRIVATE
                        : view == Protection.READ_WRITE ? MapMode.READ_WRITE : MapMode.READ_ONLY;
        Arena arena = confined ? Arena.ofConfined() : Arena.ofShared();
        try {
            return new Mapped(arena, through.map(mode, offset, length, arena));
        } catch (Throwable failure) {
            arena.close();
            if (failure instanceof IOException refused && !(failure instanceof MappingException)) {
                requireInFile(place);
                throw Refusal.toMap(place, view, refused);
            }
            throw failure;
        }
    }

    private synchronized Mapper privateMapper() throws IOException {
        if (privateMapper == null) {
            try {
                privateMapper = new Mapper(name, path, key, true);
            } catch (FileSystemException failure) {
                throw Refusal.toCopyOnWrite(name, failure);
            }
        }
        return privateMapper;
    }

    /** Reads a range into the file cache, where, other than in a view, an error has a place. */
    void bringIn(Place place) throws IOException {
        requireInFile(place);
        long end = place.offset() + place.length();
        try (Arena arena = Arena.ofShared()) {
            ByteBuffer bytes = arena.allocate(Math.min(CHUNK, place.length())).asByteBuffer();
            for (long from = place.offset(); from < end;) {
                int length = (int) Math.min(bytes.capacity(), end - from);
                int read = readAt(from, bytes.position(0).limit(length));
                if (read < 0) {
                    throw Refusal.shrank(place, file.size());
                }
                from += read;
            }
        }
    }

    /** Reads bytes of the file; all of them, or it throws. */
    void read(long offset, MemorySegment into) throws IOException {
        for (long done = 0; done < into.byteSize();) {
            long length = Math.min(CHUNK, into.byteSize() - done);
            int read = readAt(offset + done, into.asSlice(done, length).asByteBuffer());
            if (read < 0) {
                throw Refusal.shrank(Place.of(name, offset, into.byteSize()), file.size());
            }
            done += read;
        }
    }

    private int readAt(long offset, ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        try {
            return file.read(bytes, offset);
        } catch (IOException failure) {
            throw unreadable(Place.of(name, offset, length), failure);
        }
    }

    static PageUnreadableException unreadable(Place place, Throwable failure) {
        return new PageUnreadableException(
                place,
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " could not be read: "
                        + Refusal.reason(failure),
                failure);
    }

    private void requireInFile(Place place) throws IOException {
        long size = file.size();
        if (place.offset() + place.length() > size) {
            throw Refusal.shrank(place, size);
        }
    }

    PortableFlush flush() {
        return flush;
    }

    @Override
    public void flush(ByteRange range, Durability durability) throws IOException {
        flush.flush(range, durability);
    }

    @Override
    public void flushMetadata() throws IOException {
        flush.flush(new ByteRange(0, 0), Durability.DEVICE);
    }

    @Override
    public void lookForWriteError(boolean thoroughly) throws FlushFailedException {
        if (thoroughly) {
            flush.takeErrors();
        }
    }

    @Override
    public List<ByteRange> dirtyAgain(ByteRange range) throws IOException {
        return new CachedPages(this).dirty(range);
    }

    /** The JDK cannot ask, and of ext4 it is known that they may be missing. */
    @Override
    public List<ByteRange> notOnDisk(List<ByteRange> ranges) {
        return LocalFileSystem.mayMissBlocks(path) ? ranges : List.of();
    }

    @Override
    public boolean takeFreshBlocks(List<ByteRange> ranges) {
        return false;
    }

    @Override
    public OptionalLong birth() {
        try {
            BasicFileAttributes now =
                    Files.readAttributes(path, BasicFileAttributes.class);
            // Where the file system does not know, the JDK gives the time of the last change.
            return !key.isAt(path) || now.creationTime().equals(now.lastModifiedTime())
                    ? OptionalLong.empty()
                    : OptionalLong.of(now.creationTime().to(TimeUnit.NANOSECONDS));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public boolean evictionsAreCounted() {
        return LocalFileSystem.countsEvictions(path);
    }

    @Override
    public void close() {
        mapper.close();
        synchronized (this) {
            if (privateMapper != null) {
                privateMapper.close();
            }
        }
        file.close();
    }
}
