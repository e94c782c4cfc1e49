package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.pages.PageRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds pages of a kind in the page table, run by run, with the {@code PAGEMAP_SCAN} ioctl (Linux
 * 6.7), so that the table of a large view with few pages need not be read entry by entry.
 */
enum PagemapScan {
    /** Pages that are in memory or swapped out. */
    POPULATED(0),

    /** The part of them that are not pages of a file: those that a private mapping has changed. */
    ANONYMOUS(PagemapScan.PAGE_IS_FILE);

    private static final long PAGEMAP_SCAN = 0xC0606610L;
    private static final long PAGE_IS_FILE = 4;
    private static final long PAGE_IS_PRESENT = 8;
    private static final long PAGE_IS_SWAPPED = 16;
    private static final int ARGUMENT_SIZE = 96;
    private static final int REGION_SIZE = 24;
    private static final int REGIONS_A_CALL = 1024;

    /** The categories that a page must not be in. */
    private final long excluded;

    PagemapScan(long excluded) {
        this.excluded = excluded;
    }

    /**
     * Finds the pages of a range.
     *
     * @return maximal runs, in ascending order; null if the kernel does not support the call
     */
    @Nullable List<PageRange> find(ProcFile pagemap, long start, int pages) {
        try (Arena arena = Arena.ofConfined()) {
            return find(arena, pagemap.fd(), start, pages);
        }
    }

    private @Nullable List<PageRange> find(Arena arena, long fd, long start, int pages) {
        long end = start + pages * Pages.SIZE;
        MemorySegment argument = arena.allocate(ARGUMENT_SIZE, 8);
        MemorySegment regions = arena.allocate(REGION_SIZE * (long) REGIONS_A_CALL, 8);
        List<PageRange> runs = new ArrayList<>();
        for (long position = start; position < end; position = argument.get(JAVA_LONG, 32)) {
            argument.fill((byte) 0);
            argument.set(JAVA_LONG, 0, ARGUMENT_SIZE);
            argument.set(JAVA_LONG, 16, position);
            argument.set(JAVA_LONG, 24, end);
            argument.set(JAVA_LONG, 40, regions.address());
            argument.set(JAVA_LONG, 48, REGIONS_A_CALL);
            argument.set(JAVA_LONG, 64, excluded); // inverted,
            argument.set(JAVA_LONG, 72, excluded); // and required as such
            argument.set(JAVA_LONG, 80, PAGE_IS_PRESENT | PAGE_IS_SWAPPED);
            argument.set(JAVA_LONG, 88, PAGE_IS_PRESENT | PAGE_IS_SWAPPED);
            long found =
                    SystemCalls.call(SystemCall.IOCTL, fd, PAGEMAP_SCAN, argument.address());
            if (found < 0) {
                return null;
            }
            for (long i = 0; i < found; i++) {
                long first = regions.get(JAVA_LONG, i * REGION_SIZE) - start;
                long after = regions.get(JAVA_LONG, i * REGION_SIZE + 8) - start;
                add(runs, (int) (first / Pages.SIZE), (int) (after / Pages.SIZE));
            }
        }
        return runs;
    }

    /** Joins adjacent runs: the kernel reports pages in memory and swapped-out pages separately. */
    private static void add(List<PageRange> runs, int first, int end) {
        int from = first;
        if (!runs.isEmpty() && runs.getLast().end() == first) {
            from = runs.removeLast().first();
        }
        runs.add(new PageRange(from, end - from));
    }
}
