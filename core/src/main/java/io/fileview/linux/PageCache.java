package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.ByteRange;
import io.fileview.pages.CacheCounts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's cache of a file, queried with {@code cachestat(2)} (Linux 6.5), which requires that
 * the caller owns the file or may write it, and that the file's own inode has its pages.
 */
final class PageCache {
    private static final long RANGE_SIZE = 16;
    private static final long COUNTS_SIZE = 40;

    private final Descriptor file;

    PageCache(Descriptor file) {
        this.file = file;
    }

    /** Counts the pages of a range; empty for memory, and if the kernel does not expose them. */
    Optional<CacheCounts> count(ByteRange range) {
        if (file.isMemory() || file.isOnHugePages() || file.type().mayCacheElsewhere()) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            // Not rounded up: the last page of the largest file ends beyond 2^63-1.
            long start = Pages.roundDown(range.offset());
            long end = range.end();
            if (range.length() == 0) {
                // To the kernel a length of 0 means all of the file.
                return Optional.of(new CacheCounts(0, 0, 0, 0, 0, 0));
            }
            long pages = (end - 1) / Pages.SIZE - start / Pages.SIZE + 1;
            Query query = new Query(arena);
            if (query.ask(start, end - start) < 0) {
                return Optional.empty();
            }
            return Optional.of(
                    new CacheCounts(
                            pages,
                            query.counts.get(JAVA_LONG, 0),
                            query.dirty(),
                            query.writeback(),
                            query.counts.get(JAVA_LONG, 24),
                            query.counts.get(JAVA_LONG, 32)));
        }
    }

    /**
     * The pages that are dirty, and those that are being written.
     *
     * @param dirty the dirty pages
     * @param writeback the pages that are being written to disk
     */
    record Changes(BitSet dirty, BitSet writeback) {}

    /** Returns whether the kernel counts no cached page in a range; false also if it is unknown. */
    boolean isEmpty(ByteRange range) {
        return count(range).filter(counts -> counts.cached() == 0).isPresent();
    }

    /**
     * Finds the changed pages by bisection: a part in which none or all are changed is not divided
     * further, so the cost depends on the number of changed runs, not of pages.
     *
     * @return the pages, counted from the offset; null if the kernel does not expose them
     */
    @Nullable Changes changes(long pageOffset, int pages) {
        if (file.type().mayCacheElsewhere()) {
            return null;
        }
        try (Arena arena = Arena.ofConfined()) {
            Query query = new Query(arena);
            Changes changes = new Changes(new BitSet(), new BitSet());
            if (pages == 0) {
                return changes; // to the kernel a length of 0 means all of the file
            }
            return halve(query, pageOffset, 0, pages, changes) ? changes : null;
        }
    }

    private static boolean halve(Query query, long offset, int first, int end, Changes into) {
        int count = end - first;
        if (query.ask(offset + first * Pages.SIZE, count * Pages.SIZE) < 0) {
            return false;
        }
        long dirty = query.dirty();
        long writeback = query.writeback();
        if ((dirty == 0 || dirty >= count) && (writeback == 0 || writeback >= count)) {
            into.dirty().set(first, end, dirty > 0);
            into.writeback().set(first, end, writeback > 0);
            return true;
        }
        int middle = first + count / 2;
        return halve(query, offset, first, middle, into)
                && halve(query, offset, middle, end, into);
    }

    private final class Query {
        private final MemorySegment range;
        private final MemorySegment counts;

        Query(Arena arena) {
            this.range = arena.allocate(RANGE_SIZE, 8);
            this.counts = arena.allocate(COUNTS_SIZE, 8);
        }

        long ask(long offset, long length) {
            range.set(JAVA_LONG, 0, offset);
            range.set(JAVA_LONG, 8, length);
            return SystemCalls.call(
                    SystemCall.CACHESTAT, file.fd(), range.address(), counts.address(), 0);
        }

        long dirty() {
            return counts.get(JAVA_LONG, 8);
        }

        long writeback() {
            return counts.get(JAVA_LONG, 16);
        }
    }
}
