package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.ByteRange;
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
        long end = Pages.roundUp(range.end());
        for (long offset = Pages.roundDown(range.offset()); offset < end; offset += AT_ONCE) {
            dirtyPart(offset, Math.min(AT_ONCE, end - offset), dirtied);
        }
        return dirtied;
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
                    dirtied.add(
                            new ByteRange(
                                    offset + first * pageSize, (next - first) * pageSize));
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
        // A page after the end of the file is nobody's any more.
        if (result < 0 && offset + size <= Pages.roundUp(section.fileSize())) {
            throw failure(offset, size, result);
        }
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
