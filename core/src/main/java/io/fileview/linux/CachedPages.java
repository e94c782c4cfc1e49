package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.Protection;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Marks cached pages as dirty. The kernel faults them in as for a write, without writing ({@code
 * madvise(2)} with {@code MADV_POPULATE_WRITE}, Linux 5.14). So no byte changes, no concurrent
 * write is lost, and a page that no longer exists is reported by an error number, not by a signal.
 */
final class CachedPages {
    private static final long MADV_POPULATE_WRITE = 23;
    private static final long BUFFER = 1 << 20;
    private static final long AT_ONCE = 1L << 30;

    private final Descriptor file;
    private boolean hasHoles;

    CachedPages(Descriptor file) {
        this.file = file;
    }

    /** Marks the cached pages of a range, and returns them. */
    List<ByteRange> dirty(ByteRange range) throws IOException {
        List<ByteRange> dirtied = new ArrayList<>();
        hasHoles = FileStatus.of(file.fd(), file.name()).mayHaveHoles();
        long start = Pages.roundDown(range.offset());
        // The page that contains the offset 2^63-1 cannot be mapped.
        dirty(start, Math.min(range.end(), Pages.roundDown(Long.MAX_VALUE)) - start, dirtied);
        return dirtied;
    }

    /**
     * Halves a large range and skips parts without cached pages: a sparse file may have 2^63-1
     * bytes.
     */
    private void dirty(long start, long length, List<ByteRange> dirtied) throws IOException {
        if (length <= 0) {
            return;
        }
        if (length <= AT_ONCE) {
            dirtyPart(start, Pages.roundUp(length), dirtied);
        } else if (!new PageCache(file).isEmpty(new ByteRange(start, length))) {
            long half = Pages.roundDown(length / 2);
            dirty(start, half, dirtied);
            dirty(start + half, length - half, dirtied);
        }
    }

    private void dirtyPart(long offset, long size, List<ByteRange> dirtied) throws IOException {
        LinuxLimits.leaveRoomForTheJvm(
                Place.of(file.name(), offset, size), "mark pages as dirty again", 1, 0);
        long address = file.mapPages(0, size, offset, Protection.READ_WRITE);
        if (address < 0) {
            throw failure(offset, size, "", address);
        }
        try {
            BitSet cached = cached(address, offset, size);
            for (int first = cached.nextSetBit(0); first >= 0;) {
                int next = cached.nextClearBit(first);
                long from = offset + first * Pages.SIZE;
                dirtyData(address + first * Pages.SIZE, from, (next - first) * Pages.SIZE);
                long length = Math.min((next - first) * Pages.SIZE, Long.MAX_VALUE - from);
                dirtied.add(new ByteRange(from, length));
                first = cached.nextSetBit(next);
            }
        } finally {
            SystemCalls.call(SystemCall.MUNMAP, address, size);
        }
    }

    private BitSet cached(long address, long offset, long size) throws IOException {
        int pages = (int) (size / Pages.SIZE); // at most those of AT_ONCE
        BitSet cached = new BitSet();
        long result = ResidentPages.find(address, pages, page -> cached.set((int) page));
        return result < 0 ? withoutMincore(offset, pages, result) : cached;
    }

    private BitSet withoutMincore(long offset, int pages, long result) throws IOException {
        Optional<String> denial = Denial.of(SystemCall.MINCORE);
        BitSet cached =
                denial.isEmpty() ? null : new PageCache(file).cached(offset, pages);
        if (cached == null) {
            String because = denial.map(why -> ", because " + why).orElse("");
            throw failure(offset, pages * Pages.SIZE, because, result);
        }
        return cached;
    }

    /**
     * Marks a run of cached pages, except those that are in a hole and have no bytes but zeros, as if
     * they had only been read: that would allocate blocks. Bytes that could not be written may be
     * cached where the file system still has a hole.
     */
    private void dirtyData(long address, long offset, long size) throws IOException {
        if (!hasHoles) {
            dirtyRun(address, offset, size);
            return;
        }
        PositionedIo io = new PositionedIo(file);
        long end = offset + size;
        for (long from = offset; from < end;) {
            long data = Math.clamp(io.nextData(from), from, end);
            long to = Pages.roundDown(data);
            if (to > from && !isZero(io, from, to - from)) {
                dirtyRun(address + (from - offset), from, to - from);
            }
            from = Math.max(from, to);
            if (data < end) {
                long hole = Math.clamp(io.nextHole(data), data + 1, end);
                to = Math.min(end, Pages.roundUp(hole));
                dirtyRun(address + (from - offset), from, to - from);
                from = to;
            }
        }
    }

    private static boolean isZero(PositionedIo io, long offset, long size) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.min(size, BUFFER));
            MemorySegment zeros = arena.allocate(buffer.byteSize());
            for (long done = 0; done < size; done += buffer.byteSize()) {
                long length = Math.min(buffer.byteSize(), size - done);
                long read = io.read(buffer.asSlice(0, length), offset + done);
                if (MemorySegment.mismatch(buffer, 0, read, zeros, 0, read) >= 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private void dirtyRun(long address, long offset, long size) throws IOException {
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> SystemCalls.call(
                                SystemCall.MADVISE, address, size, MADV_POPULATE_WRITE));
        if (result >= 0) {
            return;
        }
        long inFile = pagesOf(file.size()) - offset / Pages.SIZE;
        if (inFile * Pages.SIZE >= size) {
            throw failure(offset, size, "", result);
        }
        if (inFile > 0) { // The file has shrunk meanwhile; mark the rest of it.
            dirtyRun(address, offset, inFile * Pages.SIZE);
        }
    }

    private static long pagesOf(long length) {
        return length == 0 ? 0 : (length - 1) / Pages.SIZE + 1;
    }

    private IOException failure(long offset, long size, String because, long result) {
        return LinuxErrors.failure(
                Place.of(file.name(), offset, size),
                "the pages at offset "
                        + offset
                        + " with length "
                        + size
                        + ", which a flush did not make durable, cannot be marked as dirty again"
                        + because,
                result,
                SystemCall.MADVISE);
    }
}
