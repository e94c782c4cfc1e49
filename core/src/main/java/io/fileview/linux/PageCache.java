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

    /** Null until it is needed. Threads that find it at the same time find the same. */
    private @Nullable FileSystemType type;

    PageCache(Descriptor file) {
        this.file = file;
    }

    /** Creates it for a file whose file system is known. */
    PageCache(Descriptor file, FileSystemType type) {
        this.file = file;
        this.type = type;
    }

    private FileSystemType type() {
        FileSystemType known = type;
        if (known == null) {
            known = file.type();
            type = known;
        }
        return known;
    }

    /** Counts the pages of a range; empty for memory, and if the kernel does not expose them. */
    Optional<CacheCounts> count(ByteRange range) {
        if (file.isMemory() || file.isOnHugePages() || type().mayCacheElsewhere()) {
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
                            query.cached(),
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
        Changes changes = new Changes(new BitSet(), new BitSet());
        boolean known =
                find(
                        pageOffset,
                        pages,
                        (query, first, end) -> {
                            long dirty = query.dirty();
                            long writeback = query.writeback();
                            if (isSome(dirty, end - first) || isSome(writeback, end - first)) {
                                return false;
                            }
                            changes.dirty().set(first, end, dirty > 0);
                            changes.writeback().set(first, end, writeback > 0);
                            return true;
                        });
        return known ? changes : null;
    }

    /**
     * Finds the pages that are in the cache, as {@code mincore(2)} does.
     *
     * @return the pages, counted from the offset; null if the kernel does not expose them
     */
    @Nullable BitSet cached(long pageOffset, int pages) {
        BitSet cached = new BitSet();
        boolean known =
                find(
                        pageOffset,
                        pages,
                        (query, first, end) -> {
                            if (isSome(query.cached(), end - first)) {
                                return false;
                            }
                            cached.set(first, end, query.cached() > 0);
                            return true;
                        });
        return known ? cached : null;
    }

    private static boolean isSome(long count, int pages) {
        return count > 0 && count < pages;
    }

    /** Decides about a part from its counts; returns false if the part must be divided. */
    private interface Part {
        boolean decide(Query query, int first, int end);
    }

    private boolean find(long pageOffset, int pages, Part part) {
        if (type().mayCacheElsewhere()) {
            return false;
        }
        if (pages == 0) {
            return true; // to the kernel a length of 0 means all of the file
        }
        try (Arena arena = Arena.ofConfined()) {
            return halve(new Query(arena), pageOffset, 0, pages, part);
        }
    }

    private static boolean halve(Query query, long offset, int first, int end, Part part) {
        int count = end - first;
        if (query.ask(offset + first * Pages.SIZE, count * Pages.SIZE) < 0) {
            return false;
        }
        if (part.decide(query, first, end)) {
            return true;
        }
        int middle = first + count / 2;
        return halve(query, offset, first, middle, part)
                && halve(query, offset, middle, end, part);
    }

    /** Returns why the kernel does not expose the counts of this file. */
    String whyUnknown() {
        FileSystemType type = type();
        if (type.isOverlay()) {
            return "on overlayfs, the pages of a file are those of the file below, which cachestat"
                    + " does not count";
        }
        if (type.mayCacheElsewhere()) {
            return "the file system is unknown, so its files may have their pages elsewhere";
        }
        try (Arena arena = Arena.ofConfined()) {
            long result = new Query(arena).ask(0, 1);
            if (result >= 0) {
                return "the pages of the file are those of another one, which cachestat does not"
                        + " count";
            }
            String refused =
                    result == -Errno.EPERM
                            ? "cachestat exposes it only to the owner of the file and to processes that"
                                    + " may write to it"
                            : result == -Errno.EOPNOTSUPP
                                    ? "cachestat does not count the pages of this file system"
                                    : "cachestat failed: " + Errno.name(result);
            return Denial.of(SystemCall.CACHESTAT).orElse(refused);
        }
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

        long cached() {
            return counts.get(JAVA_LONG, 0);
        }

        long dirty() {
            return counts.get(JAVA_LONG, 8);
        }

        long writeback() {
            return counts.get(JAVA_LONG, 16);
        }
    }
}
