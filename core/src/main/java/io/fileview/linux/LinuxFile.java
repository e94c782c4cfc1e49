package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import io.fileview.PageUnreadableException;
import io.fileview.spi.OpenFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * A file descriptor to read and write at positions. Its locks are those of the open file description
 * ({@code fcntl(2)}, Linux 3.15): other than a process's own, they do not go when somebody else in
 * the process closes the same file.
 */
final class LinuxFile implements OpenFile {
    private static final long F_OFD_SETLK = 37;
    private static final long F_OFD_SETLKW = 38;
    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;
    private static final long FICLONE = 0x40049409L;
    private static final long FALLOC_FL_KEEP_SIZE = 1;
    private static final long AT_EMPTY_PATH = 0x1000;
    private static final long STATX_BASIC_STATS_AND_BTIME = 0xfff;
    private static final long STATX_BTIME = 0x800;
    private static final int STATX_SIZE = 256;
    private static final long BLOCK = 512;

    private final int fd;
    private final String name;

    LinuxFile(int fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Identity identity() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = status(arena);
            boolean knowsBirth = (SystemCalls.unsignedInt(status, 0) & STATX_BTIME) != 0;
            long born =
                    status.get(JAVA_LONG, 80) * 1_000_000_000L
                            + SystemCalls.unsignedInt(status, 88);
            return new Identity(status.get(JAVA_LONG, 32), knowsBirth ? born : 0);
        }
    }

    @Override
    public boolean knowsWhatIsOnDisk() {
        return true;
    }

    @Override
    public List<ByteRange> notOnDisk(List<ByteRange> ranges) throws IOException {
        return new Extents(fd).missing(ranges, size());
    }

    @Override
    public boolean takeFreshBlocks(List<ByteRange> ranges) {
        Path directory = Directories.of(Path.of(name));
        return directory != null && new FreshBlocks(fd, directory).take(ranges);
    }

    @Override
    public long size() throws IOException {
        return FileStatus.of(fd).size();
    }

    private MemorySegment status(Arena arena) throws IOException {
        MemorySegment status = arena.allocate(STATX_SIZE, 8);
        long result =
                SystemCalls.call(
                        SystemCall.STATX,
                        fd,
                        arena.allocate(1).address(),
                        AT_EMPTY_PATH,
                        STATX_BASIC_STATS_AND_BTIME,
                        status.address());
        if (result < 0) {
            throw LinuxSection.failure(Place.of(name), "the system does not tell its status",
                    result);
        }
        return status;
    }

    @Override
    public long read(MemorySegment into, long position) throws IOException {
        long done = 0;
        while (done < into.byteSize()) {
            long read = transfer(SystemCall.PREAD, into, done, position);
            if (read < 0) {
                Place place = Place.of(name, position + done, into.byteSize() - done);
                throw new PageUnreadableException(
                        place.withError(Errno.name(read)),
                        "offset "
                                + place.offset()
                                + " with length "
                                + place.length()
                                + " cannot be read: "
                                + Errno.name(read),
                        null);
            }
            if (read == 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    @Override
    public void write(MemorySegment from, long position) throws IOException {
        long done = 0;
        while (done < from.byteSize()) {
            long written = transfer(SystemCall.PWRITE, from, done, position);
            if (written < 0) {
                throw writeFailure(position + done, from.byteSize() - done, written);
            }
            done += written;
        }
    }

    private long transfer(SystemCall call, MemorySegment memory, long done, long position) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(
                        call,
                        fd,
                        memory.address() + done,
                        memory.byteSize() - done,
                        position + done));
    }

    private MappingException writeFailure(long offset, long length, long result) {
        String error = Errno.name(result);
        Place place = Place.of(name, offset, length).withError(error);
        String what =
                "offset " + offset + " with length " + length + " cannot be written: " + error;
        return Errno.isDiskFull(result)
                ? new DiskFullException(place, what + "; make room", null)
                : new MappingException(place, what, null);
    }

    @Override
    public void setSize(long size) throws IOException {
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> SystemCalls.call(SystemCall.FTRUNCATE, fd, size));
        if (result < 0) {
            throw LinuxSection.failure(
                    Place.of(name, 0, size), "cannot be given " + size + " bytes", result);
        }
    }

    /** A file with as many blocks as bytes has no holes, which is most files and costs one call. */
    @Override
    public void reserve(List<ByteRange> ranges) throws IOException {
        if (!hasHoles()) {
            return;
        }
        for (ByteRange range : ranges) {
            long result =
                    SystemCalls.untilNotInterrupted(
                            () -> SystemCalls.call(
                                    SystemCall.FALLOCATE,
                                    fd,
                                    FALLOC_FL_KEEP_SIZE,
                                    range.offset(),
                                    range.length()));
            if (result == -Errno.EOPNOTSUPP) {
                return;
            }
            if (result < 0) {
                throw writeFailure(range.offset(), range.length(), result);
            }
        }
    }

    private boolean hasHoles() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = status(arena);
            return status.get(JAVA_LONG, 48) * BLOCK < status.get(JAVA_LONG, 40);
        }
    }

    @Override
    public void flush() throws FlushFailedException {
        long result =
                SystemCalls.untilNotInterrupted(() -> SystemCalls.call(SystemCall.FDATASYNC, fd));
        if (result < 0) {
            String error = Errno.name(result);
            throw new FlushFailedException(
                    Place.of(name).withError(error),
                    "what was written could not be made durable (" + error + ")",
                    null);
        }
    }

    @Override
    public boolean cloneFrom(OpenFile source) throws IOException {
        if (!(source instanceof LinuxFile other)) {
            return false;
        }
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> SystemCalls.call(SystemCall.IOCTL, fd, FICLONE, other.fd));
        if (result == -Errno.EOPNOTSUPP
                || result == -Errno.ENOTTY
                || result == -Errno.EXDEV
                || result == -Errno.EINVAL
                || result == -Errno.ENOSYS) {
            return false;
        }
        if (result < 0) {
            throw LinuxSection.failure(
                    Place.of(name), "cannot share the blocks of " + source.name(), result);
        }
        return true;
    }

    @Override
    public boolean tryLock(long position, boolean shared) throws IOException {
        long result = lockCall(F_OFD_SETLK, shared ? F_RDLCK : F_WRLCK, position);
        if (result == -Errno.EAGAIN || result == -Errno.EACCES) {
            return false;
        }
        requireLock(result);
        return true;
    }

    @Override
    public void lock(long position, boolean shared) throws IOException {
        requireLock(lockCall(F_OFD_SETLKW, shared ? F_RDLCK : F_WRLCK, position));
    }

    @Override
    public void unlock(long position) throws IOException {
        requireLock(lockCall(F_OFD_SETLK, F_UNLCK, position));
    }

    /** {@code struct flock}: type and whence (from the start of the file), then start and length. */
    private long lockCall(long command, short type, long position) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = arena.allocate(32, 8);
            lock.set(JAVA_SHORT, 0, type);
            lock.set(JAVA_LONG, 8, position);
            lock.set(JAVA_LONG, 16, 1);
            lock.set(JAVA_INT, 24, 0); // must be 0, or the call is refused
            return SystemCalls.untilNotInterrupted(
                    () -> SystemCalls.call(SystemCall.FCNTL, fd, command, lock.address()));
        }
    }

    private void requireLock(long result) throws IOException {
        if (result < 0) {
            throw LinuxSection.failure(Place.of(name), "cannot be locked", result);
        }
    }

    @Override
    public void close() {
        SystemCalls.call(SystemCall.CLOSE, fd);
    }
}
