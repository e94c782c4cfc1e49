package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.ByteRange;
import io.fileview.CacheCounts;
import io.fileview.MappingException.Place;
import io.fileview.Protection;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Marks cached pages as changed. The kernel does it as for a write ({@code madvise(2)} with {@code
 * MADV_POPULATE_WRITE}, Linux 5.14), without one: so no byte changes, nobody's write gets lost, and
 * a page that has gone is an error number and no signal.
 */
final class CachedPages {
    private static final long MADV_POPULATE_WRITE = 23;
    private static final long AT_ONCE = 1L << 30;

    private final LinuxSection section;

    CachedPages(LinuxSection section) {
        this.section = section;
    }

    /** Tells which pages those were. */
    List<ByteRange> dirty(ByteRange range) throws IOException {
        List<ByteRange> dirtied = new ArrayList<>();
        long start = Pages.roundDown(range.offset());
        // Nobody can map the last page that a long can count.
        dirty(start, Math.min(range.end(), Pages.roundDown(Long.MAX_VALUE)) - start, dirtied);
        return dirtied;
    }

    /** Halves what is large and passes by what is not cached at all: a sparse file may have 2^63 bytes. */
    private void dirty(long start, long length, List<ByteRange> dirtied) throws IOException {
        if (length <= 0) {
            return;
        }
        if (length <= AT_ONCE) {
            dirtyPart(start, Pages.roundUp(length), dirtied);
        } else if (section.cached(start, length).map(CacheCounts::cached).orElse(1L) > 0) {
            long half = Pages.roundDown(length / 2);
            dirty(start, half, dirtied);
            dirty(start + half, length - half, dirtied);
        }
    }

    private void dirtyPart(long offset, long size, List<ByteRange> dirtied) throws IOException {
        long address = section.mapPages(0, size, offset, Protection.READ_WRITE);
        if (address < 0) {
            throw failure(offset, size, address);
        }
        long pageSize = LinuxLimits.pageSize();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cached = arena.allocate(size / pageSize);
            long result =
                    SystemCalls.call(SystemCall.MINCORE, address, size, cached.address());
            if (result < 0) {
                throw failure(offset, size, result);
            }
            long pages = cached.byteSize();
            for (long first = 0; first < pages;) {
                long next = first;
                while (next < pages && isCached(cached, next)) {
                    next++;
                }
                if (next > first) {
                    dirtyRun(
                            address + first * pageSize,
                            offset + first * pageSize,
                            (next - first) * pageSize);
                    long from = offset + first * pageSize;
                    long length = Math.min((next - first) * pageSize, Long.MAX_VALUE - from);
                    dirtied.add(new ByteRange(from, length));
                }
                first = next + 1;
            }
        } finally {
            SystemCalls.call(SystemCall.MUNMAP, address, size);
        }
    }

    private static boolean isCached(MemorySegment pages, long page) {
        return (pages.get(JAVA_BYTE, page) & 1) != 0;
    }

    private void dirtyRun(long address, long offset, long size) throws IOException {
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> SystemCalls.call(
                                SystemCall.MADVISE, address, size, MADV_POPULATE_WRITE));
        if (result >= 0) {
            return;
        }
        long pageSize = LinuxLimits.pageSize();
        long inFile = pagesOf(section.fileSize()) - offset / pageSize;
        if (inFile * pageSize >= size) {
            throw failure(offset, size, result);
        }
        if (inFile > 0) { // The file has shrunk meanwhile, and what is left of it counts.
            dirtyRun(address, offset, inFile * pageSize);
        }
    }

    private static long pagesOf(long length) {
        return length == 0 ? 0 : (length - 1) / LinuxLimits.pageSize() + 1;
    }

    private IOException failure(long offset, long size, long result) {
        return LinuxSection.failure(
                Place.of(section.name(), offset, size),
                "pages that a flush did not make durable, at offset "
                        + offset
                        + " with length "
                        + size
                        + ", cannot be marked to be written again",
                result);
    }
}
