package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Changes the size of a file and allocates its blocks. */
final class FileSpace {
    private static final long FALLOC_FL_KEEP_SIZE = 1;
    private static final int ZEROS = 1 << 20;

    private final Descriptor file;
    private final LinuxFlush flush;

    FileSpace(Descriptor file, LinuxFlush flush) {
        this.file = file;
        this.flush = flush;
    }

    /** Extends the file to at least the given size. */
    void extend(long newSize, boolean sparse) throws IOException {
        long oldSize = file.size();
        if (newSize <= oldSize) {
            return;
        }
        if (file.opened().isBlockDevice()) {
            throw new DiskFullException(
                    Place.of(file.name(), oldSize, newSize - oldSize),
                    "is a device of "
                            + oldSize
                            + " bytes and cannot be extended to "
                            + newSize
                            + "; use a larger one",
                    null);
        }
        long result = sparse ? 0 : allocate(oldSize, newSize);
        if (result >= 0) {
            // Allocating the last byte sets the size and, unlike ftruncate, can never shrink a file
            // that another process extends at the same time.
            result = fallocate(0, newSize - 1, 1);
            if (result == -Errno.EOPNOTSUPP) {
                result = setSize(newSize);
            }
        }
        if (result < 0) {
            undoExtension(oldSize);
            throw extensionFailure(oldSize, newSize, result);
        }
        flush.sizeChanged();
    }

    private IOException extensionFailure(long oldSize, long newSize, long result) {
        String error = Errno.name(result);
        Place place = Place.of(file.name(), oldSize, newSize - oldSize).withError(error);
        if (Errno.isDiskFull(result)) {
            return new DiskFullException(
                    place,
                    "cannot be extended from "
                            + oldSize
                            + " to "
                            + newSize
                            + " bytes, because "
                            + (result == -Errno.EFBIG
                                    ? "the file system or RLIMIT_FSIZE does not allow that size; choose a"
                                            + " smaller one, or raise the limit with ulimit -f"
                                    : file.isOnHugePages()
                                            ? "hugetlbfs has not enough free pages of "
                                                    + file.pageSize()
                                                    + " bytes; raise vm.nr_hugepages"
                                            : "the file system or the quota is full; free some space,"
                                                    + " or raise the quota")
                            + " ("
                            + error
                            + "); the file keeps its size",
                    null);
        }
        return LinuxErrors.failure(
                place, "cannot be extended to " + newSize + " bytes", result);
    }

    /** Allocates the blocks of the new part before the size changes. */
    private long allocate(long oldSize, long newSize) {
        long result = fallocate(FALLOC_FL_KEEP_SIZE, oldSize, newSize - oldSize);
        return result == -Errno.EOPNOTSUPP ? writeZeros(oldSize, newSize) : result;
    }

    private long fallocate(long mode, long offset, long length) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(SystemCall.FALLOCATE, file.fd(), mode, offset, length));
    }

    private long setSize(long size) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(SystemCall.FTRUNCATE, file.fd(), size));
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
                                        file.fd(),
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

    /** Frees the allocated blocks, unless another process has extended the file meanwhile. */
    private void undoExtension(long oldSize) throws IOException {
        long now = file.size();
        if (now == oldSize
                || !file.opened().isRegular()
                || (now > oldSize && isOwnExtension(oldSize, now))) {
            setSize(oldSize);
        }
    }

    /**
     * Returns whether the new part is due to this process: before the extension is complete, only
     * {@link #writeZeros} changes the size, and it writes zeros.
     */
    private boolean isOwnExtension(long oldSize, long now) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(ZEROS);
            MemorySegment zeros = arena.allocate(ZEROS);
            for (long offset = oldSize; offset < now;) {
                long read =
                        SystemCalls.call(
                                SystemCall.PREAD, file.fd(), buffer.address(), ZEROS, offset);
                if (read <= 0
                        || MemorySegment.mismatch(buffer, 0, read, zeros, 0, read) >= 0) {
                    return false;
                }
                offset += read;
            }
            return true;
        }
    }

    /** Shrinks the file. */
    void truncate(long newSize) throws IOException {
        long result = setSize(newSize);
        if (result < 0) {
            throw LinuxErrors.failure(
                    Place.of(file.name(), newSize, 0),
                    "cannot be truncated to "
                            + newSize
                            + " bytes"
                            + (file.isOnHugePages() && newSize % file.pageSize() != 0
                                    ? ", which is no multiple of the page size of hugetlbfs, "
                                            + file.pageSize()
                                    : ""),
                    result);
        }
        flush.sizeChanged();
    }

    /** Preallocates ranges. One call suffices for a file without holes, which most files are. */
    void reserve(List<ByteRange> ranges) throws IOException {
        if (!FileStatus.of(file.fd(), file.name()).mayHaveHoles()) {
            return;
        }
        for (ByteRange range : ranges) {
            long result = fallocate(FALLOC_FL_KEEP_SIZE, range.offset(), range.length());
            if (result == -Errno.EOPNOTSUPP) {
                return;
            }
            if (result < 0) {
                throw LinuxErrors.writeFailure(
                        Place.of(file.name(), range.offset(), range.length()), result);
            }
        }
    }
}
