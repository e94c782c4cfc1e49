package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Changes the size of a file and allocates its blocks. Whatever others do to the file meanwhile, no
 * extension makes it smaller or writes over what they have written: {@code ftruncate(2)}, which
 * could, is used only to shrink a file on request, and otherwise while nobody else can change the
 * size ({@link SoleUse}).
 */
final class FileSpace {
    private static final long FALLOC_FL_KEEP_SIZE = 1;
    private static final long RWF_APPEND = 16;
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
        FileStatus before = FileStatus.of(file.fd(), file.name());
        if (!sparse) {
            requireRoom(oldSize, newSize, before.bytesBeyondEnd());
        }
        long result =
                sparse ? 0 : fallocate(FALLOC_FL_KEEP_SIZE, oldSize, newSize - oldSize);
        if (result >= 0) {
            // Allocating the last byte sets the size.
            result = fallocate(0, newSize - 1, 1);
        }
        if (result == -Errno.EOPNOTSUPP) {
            extendWithoutAllocation(oldSize, newSize, sparse);
        } else if (result < 0) {
            String left = freeBlocksBeyondEnd(before.blocks());
            throw failure(oldSize, newSize, result, left, SystemCall.FALLOCATE);
        }
        flush.sizeChanged();
    }

    /** Refuses what cannot succeed before blocks are allocated for a part of it. */
    private void requireRoom(long oldSize, long newSize, long allocated) throws IOException {
        long free = FileSystemSpace.of(file.fd()).freeBytes();
        if (newSize - oldSize - allocated > free) {
            String left = "; " + free + " bytes are free";
            throw failure(oldSize, newSize, -Errno.ENOSPC, left, SystemCall.FALLOCATE);
        }
    }

    /**
     * Frees the blocks that the kernel has allocated before it failed.
     *
     * @param before the number of blocks that the file had
     * @return a clause that says what has not been freed; empty if nothing is left
     */
    private String freeBlocksBeyondEnd(long before) throws IOException {
        FileStatus now = FileStatus.of(file.fd(), file.name());
        if (!now.isRegular() || now.blocks() <= before) {
            return "";
        }
        try (SoleUse use = SoleUse.of(file)) {
            if (use.isGranted() && setSize(file.size()) >= 0) {
                return "";
            }
        }
        return ", but some blocks stay allocated beyond its end, because other programs have it"
                + " open or its file system does not tell; truncate it to its size when they have"
                + " closed it";
    }

    private IOException failure(
            long oldSize, long newSize, long result, String more, SystemCall call) {
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
                            + noRoomBecause(result)
                            + "; the file keeps its size"
                            + more,
                    null);
        }
        return LinuxErrors.failure(
                place, "cannot be extended to " + newSize + " bytes" + more, result, call);
    }

    private String noRoomBecause(long result) {
        String error = " (" + Errno.name(result) + ")";
        if (result == -Errno.EFBIG) {
            return "the file system or RLIMIT_FSIZE does not allow that size"
                    + error
                    + "; choose a smaller one, or raise the limit with ulimit -f";
        }
        return file.isOnHugePages()
                ? "hugetlbfs has not enough free pages of "
                        + file.pageSize()
                        + " bytes"
                        + error
                        + "; raise vm.nr_hugepages"
                : "the file system or the quota is full"
                        + error
                        + "; free some space, or raise the quota";
    }

    private long fallocate(long mode, long offset, long length) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(SystemCall.FALLOCATE, file.fd(), mode, offset, length));
    }

    private long setSize(long size) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(SystemCall.FTRUNCATE, file.fd(), size));
    }

    /**
     * Extends the file where the file system has no {@code fallocate(2)}. If others have it open,
     * zeros are appended even to a sparse file, because each other call that extends a file could
     * shrink it, or write over what they append.
     */
    private void extendWithoutAllocation(long oldSize, long newSize, boolean sparse)
            throws IOException {
        if (sparse) {
            try (SoleUse use = SoleUse.of(file)) {
                long now = file.size();
                if (now >= newSize) {
                    return;
                }
                if (use.isGranted()) {
                    long result = setSize(newSize);
                    if (result < 0) {
                        throw failure(now, newSize, result, "", SystemCall.FTRUNCATE);
                    }
                    return;
                }
            }
            requireRoom(oldSize, newSize, 0);
        }
        appendZeros(oldSize, newSize);
    }

    private void appendZeros(long oldSize, long newSize) throws IOException {
        long appended = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment zeros = arena.allocate(Math.min(ZEROS, newSize - oldSize));
            MemorySegment vector = arena.allocate(2L * Long.BYTES, Long.BYTES);
            vector.set(JAVA_LONG, 0, zeros.address());
            for (long size = oldSize; size < newSize; size = file.size()) {
                vector.set(JAVA_LONG, Long.BYTES, Math.min(zeros.byteSize(), newSize - size));
                long written =
                        SystemCalls.untilNotInterrupted(
                                () -> SystemCalls.call(
                                        SystemCall.PWRITEV2,
                                        file.fd(),
                                        vector.address(),
                                        1,
                                        0,
                                        0,
                                        RWF_APPEND));
                if (written < 0) {
                    String left = removeZeros(oldSize, appended);
                    throw failure(oldSize, newSize, written, left, SystemCall.PWRITEV2);
                }
                appended += written;
            }
        }
    }

    /** Removes zeros that were appended, and nothing else. Returns a clause as above. */
    private String removeZeros(long oldSize, long appended) throws IOException {
        if (appended == 0) {
            return "";
        }
        try (SoleUse use = SoleUse.of(file)) {
            long now = file.size();
            if (use.isGranted()
                    && now == oldSize + appended
                    && isZero(oldSize, now)
                    && setSize(oldSize) >= 0) {
                return "";
            }
            return ", except that it ends with zeros now and has "
                    + now
                    + " bytes, because other programs have it open or have written to it meanwhile";
        }
    }

    private boolean isZero(long from, long to) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(ZEROS);
            MemorySegment zeros = arena.allocate(ZEROS);
            for (long offset = from; offset < to;) {
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
            Place place = Place.of(file.name(), newSize, 0);
            String problem = "cannot be truncated to " + newSize + " bytes";
            if (file.opened().isBlockDevice()) {
                throw LinuxErrors.failure(
                        place,
                        problem + ", because it is a block device",
                        result,
                        "map a part of it instead");
            }
            throw file.isOnHugePages() && newSize % file.pageSize() != 0
                    ? LinuxErrors.failure(
                            place,
                            problem
                                    + ", which is no multiple of the page size of hugetlbfs, "
                                    + file.pageSize(),
                            result,
                            "truncate it to a multiple")
                    : LinuxErrors.failure(place, problem, result, SystemCall.FTRUNCATE);
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
