package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.CacheCounts;
import io.fileview.DiskFullException;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import io.fileview.Protection;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Section;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An open file descriptor. Closed once, by the caller's count of users. */
final class LinuxSection implements Section {
    private static final long SEEK_END = 2;
    private static final long FALLOC_FL_KEEP_SIZE = 1;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_FIXED = 0x10;
    private static final int ZEROS = 1 << 20;

    private final int fd;
    private final String name;
    private final @Nullable Path path;
    private final FileStatus opened;
    private final boolean created;
    private final boolean writable;

    private final LinuxFlush flush;

    /**
     * Equal for all sections of one inode.
     *
     * @param device the file system
     * @param inode the number of the file on it
     */
    private record FileKey(long device, long inode) {}

    LinuxSection(
            int fd,
            String name,
            @Nullable Path path,
            FileStatus opened,
            boolean writable,
            boolean created) {
        this.fd = fd;
        this.name = name;
        this.path = path;
        this.opened = opened;
        this.writable = writable;
        this.created = created;
        this.flush = new LinuxFlush(fd, name, path, created);
    }

    int fd() {
        return fd;
    }

    /** Whether the bytes live in memory alone, also those of a file, as on tmpfs. */
    boolean hasNoDisk() {
        return isMemory() || MemoryFileSystem.holds(fd);
    }

    boolean isWritable() {
        return writable;
    }

    boolean isMemory() {
        return path == null;
    }

    FileStatus opened() {
        return opened;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Object fileKey() {
        return new FileKey(opened.device(), opened.inode());
    }

    @Override
    public boolean created() {
        return created;
    }

    @Override
    public long fileSize() throws IOException {
        if (!opened.isBlockDevice()) {
            return FileStatus.of(fd).size();
        }
        long size = SystemCalls.call(SystemCall.LSEEK, fd, 0, SEEK_END);
        if (size < 0) {
            throw failure(Place.of(name), "the device does not tell its size", size);
        }
        return size;
    }

    @Override
    public void extend(long newSize, boolean sparse) throws IOException {
        long oldSize = fileSize();
        if (newSize <= oldSize) {
            return;
        }
        if (opened.isBlockDevice()) {
            throw new DiskFullException(
                    Place.of(name, oldSize, newSize - oldSize),
                    "is a device of " + oldSize + " bytes and cannot be extended to " + newSize,
                    null);
        }
        long result = sparse ? 0 : allocate(oldSize, newSize);
        if (result >= 0) {
            // Allocating the last byte sets the size, and unlike ftruncate can never shrink a file
            // that somebody else extends at the same time.
            result = fallocate(0, newSize - 1, 1);
            if (result == -Errno.EOPNOTSUPP) {
                result = SystemCalls.call(SystemCall.FTRUNCATE, fd, newSize);
            }
        }
        if (result < 0) {
            undoExtension(oldSize);
            Place place = Place.of(name, oldSize, newSize - oldSize).withError(Errno.name(result));
            if (Errno.isDiskFull(result)) {
                throw new DiskFullException(
                        place,
                        "cannot be extended from "
                                + oldSize
                                + " to "
                                + newSize
                                + " bytes: "
                                + (result == -Errno.EFBIG
                                        ? "the file system or RLIMIT_FSIZE allows no file so large"
                                        : "the file system or the quota is full")
                                + " ("
                                + Errno.name(result)
                                + "); the file is as it was",
                        null);
            }
            throw failure(place, "cannot be extended to " + newSize + " bytes", result);
        }
        flush.sizeChanged();
    }

    /** Gives the new part real blocks before the size changes. */
    private long allocate(long oldSize, long newSize) {
        long result = fallocate(FALLOC_FL_KEEP_SIZE, oldSize, newSize - oldSize);
        return result == -Errno.EOPNOTSUPP ? writeZeros(oldSize, newSize) : result;
    }

    private long fallocate(long mode, long offset, long length) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(SystemCall.FALLOCATE, fd, mode, offset, length));
    }

    private long writeZeros(long from, long to) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment zeros = arena.allocate(Math.min(ZEROS, to - from));
            long offset = from;
            while (offset < to) {
                long position = offset;
                long length = Math.min(zeros.byteSize(), to - offset);
                long written =
                        SystemCalls.untilNotInterrupted(
                                () -> SystemCalls.call(
                                        SystemCall.PWRITE,
                                        fd,
                                        zeros.address(),
                                        length,
                                        position));
                if (written < 0) {
                    return written;
                }
                offset += written;
            }
            return 0;
        }
    }

    /** Frees blocks that were allocated, unless somebody else has extended the file meanwhile. */
    private void undoExtension(long oldSize) throws IOException {
        long now = fileSize();
        if (now == oldSize || !opened.isRegular()) {
            SystemCalls.call(SystemCall.FTRUNCATE, fd, oldSize);
        } else if (now > oldSize && sizeIsOurs(oldSize, now)) {
            SystemCalls.call(SystemCall.FTRUNCATE, fd, oldSize);
        }
    }

    /** Only {@link #writeZeros} changes the size before it is done, and it writes zeros. */
    private boolean sizeIsOurs(long oldSize, long now) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(ZEROS);
            MemorySegment zeros = arena.allocate(ZEROS);
            for (long offset = oldSize; offset < now;) {
                long read =
                        SystemCalls.call(SystemCall.PREAD, fd, buffer.address(), ZEROS, offset);
                if (read <= 0
                        || MemorySegment.mismatch(buffer, 0, read, zeros, 0, read) >= 0) {
                    return false;
                }
                offset += read;
            }
            return true;
        }
    }

    @Override
    public void truncate(long newSize) throws IOException {
        long result = SystemCalls.call(SystemCall.FTRUNCATE, fd, newSize);
        if (result < 0) {
            throw failure(
                    Place.of(name, newSize, 0), "cannot be truncated to " + newSize + " bytes",
                    result);
        }
        flush.sizeChanged();
    }

    @Override
    public void discardCreatedFile() throws IOException {
        Path file = path;
        if (!created || file == null) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment nativePath = PathBytes.of(file.toRealPath(), arena);
            FileStatus now = FileStatus.of(nativePath);
            if (now == null || !now.isSameFile(opened)) {
                return; // somebody has put another file there, which is not ours to remove
            }
            long result =
                    SystemCalls.call(
                            SystemCall.UNLINKAT, FileStatus.AT_FDCWD, nativePath.address(), 0);
            if (result < 0) {
                throw failure(Place.of(name), "was created and cannot be removed again", result);
            }
        }
    }

    @Override
    public MappedRange map(Request request) throws IOException {
        long pageSize = LinuxLimits.pageSize();
        long lead = request.offset() % pageSize;
        long size = Pages.roundUp(lead + request.length());
        LinuxLimits.leaveRoomForTheJvm(Place.of(name, request.offset(), request.length()));
        long address = mapPages(0, size, request.offset() - lead, request.protection());
        if (address < 0) {
            Place place = Place.of(name, request.offset(), request.length());
            if (address == -Errno.ENODEV) {
                throw new io.fileview.NotMappableException(
                        place.withError("ENODEV"),
                        "is on a file system that cannot map files (ENODEV)",
                        null);
            }
            throw LinuxLimits.mapFailure(
                    place,
                    "map " + request.length() + " bytes at offset " + request.offset(),
                    request.length(),
                    address);
        }
        return new LinuxRange(this, request, new MappedPages(address, size));
    }

    /**
     * Maps whole pages, where the kernel likes (address 0) or over whatever is at an address.
     *
     * @return the address, or the negated error number
     */
    long mapPages(long address, long size, long offset, Protection protection) {
        long access = protection == Protection.READ_ONLY ? PROT_READ : PROT_READ | PROT_WRITE;
        long kind = protection == Protection.COPY_ON_WRITE ? MAP_PRIVATE : MAP_SHARED;
        return SystemCalls.call(
                SystemCall.MMAP,
                address,
                size,
                access,
                address == 0 ? kind : kind | MAP_FIXED,
                fd,
                offset);
    }

    @Override
    public Optional<CacheCounts> cached(long offset, long length) {
        return isMemory() ? Optional.empty() : new PageCache(this).count(offset, length);
    }

    LinuxFlush flush() {
        return flush;
    }

    @Override
    public void flush(ByteRange range, Durability durability) throws IOException {
        flush.flush(range, durability);
    }

    @Override
    public void flushMetadata() throws IOException {
        flush.metadata();
    }

    @Override
    public void lookForWriteError(boolean thoroughly) throws FlushFailedException {
        flush.lookForWriteError();
    }

    @Override
    public List<ByteRange> dirtyAgain(ByteRange range) throws IOException {
        return new CachedPages(this).dirty(range);
    }

    @Override
    public List<ByteRange> notOnDisk(List<ByteRange> ranges) throws IOException {
        return new Extents(fd).missing(ranges, fileSize());
    }

    @Override
    public boolean takeFreshBlocks(List<ByteRange> ranges) {
        Path directory = path == null ? null : Directories.of(path);
        return directory != null && new FreshBlocks(fd, directory).take(ranges);
    }

    @Override
    public OptionalLong birth() {
        return opened.birth();
    }

    @Override
    public boolean evictionsAreCounted() {
        return LocalFileSystem.holds(fd);
    }

    static MappingException failure(Place place, String problem, long result) {
        String error = Errno.name(result);
        return new MappingException(place.withError(error), problem + ": " + error, null);
    }

    @Override
    public void close() {
        // The result does not matter: Linux releases the descriptor also when it reports an error,
        // and what was not flushed was never promised.
        SystemCalls.call(SystemCall.CLOSE, fd);
    }
}
