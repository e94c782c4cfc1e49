package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.PageRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the pages of a range that are in memory or swapped out, run by run, with the {@code
 * PAGEMAP_SCAN} call of Linux 6.7: of a large view with few pages the page table need not be read
 * entry by entry.
 */
final class PagemapScan {
    private static final long PAGEMAP_SCAN = 0xC0606610L;
    private static final long PAGE_IS_PRESENT = 8;
    private static final long PAGE_IS_SWAPPED = 16;
    private static final int ARGUMENT_SIZE = 96;
    private static final int REGION_SIZE = 24;
    private static final int REGIONS_A_CALL = 512;

    private PagemapScan() {}

    /** The runs, in order; on a kernel that has no such call, one run of all pages. */
    static List<PageRange> populatedRuns(ProcFile pagemap, long start, int pages) {
        try (Arena arena = Arena.ofConfined()) {
            return scan(arena, pagemap.fd(), start, pages);
        }
    }

    private static List<PageRange> scan(Arena arena, long fd, long start, int pages) {
        long pageSize = LinuxLimits.pageSize();
        long end = start + pages * pageSize;
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
            argument.set(JAVA_LONG, 80, PAGE_IS_PRESENT | PAGE_IS_SWAPPED);
            argument.set(JAVA_LONG, 88, PAGE_IS_PRESENT | PAGE_IS_SWAPPED);
            long found =
                    SystemCalls.call(SystemCall.IOCTL, fd, PAGEMAP_SCAN, argument.address());
            if (found < 0) {
                return List.of(new PageRange(0, pages));
            }
            for (int i = 0; i < found; i++) {
                long first = regions.get(JAVA_LONG, i * (long) REGION_SIZE);
                long after = regions.get(JAVA_LONG, i * (long) REGION_SIZE + 8);
                runs.add(
                        new PageRange(
                                (int) ((first - start) / pageSize),
                                (int) ((after - first) / pageSize)));
            }
        }
        return runs;
    }
}
