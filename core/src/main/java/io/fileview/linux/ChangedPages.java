package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.PageRange;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pages that a private mapping has changed: those that are there, in memory or swapped out,
 * and are no page of the file. {@code PAGEMAP_SCAN} (Linux 6.7) lists them; before it, the page table
 * is read entry by entry.
 */
final class ChangedPages {
    private static final long PAGEMAP_SCAN = 0xC0606610L;
    private static final long PAGE_IS_FILE = 4;
    private static final long PAGE_IS_PRESENT = 8;
    private static final long PAGE_IS_SWAPPED = 16;
    private static final int ARGUMENT_SIZE = 96;
    private static final int REGION_SIZE = 24;
    private static final int REGIONS_A_CALL = 1024;

    private ChangedPages() {}

    static List<PageRange> find(long start, int pages) throws IOException {
        try (ProcFile pagemap = ProcFile.open(ProcFile.PAGEMAP);
                Arena arena = Arena.ofConfined()) {
            if (pagemap.isOpen()) {
                List<PageRange> found = scan(arena, pagemap.fd(), start, pages);
                if (found != null) {
                    return found;
                }
            }
        }
        return runs(PageTable.read(start, pages).anonymous());
    }

    /** Null where the kernel has no such call. */
    private static @Nullable List<PageRange> scan(
            Arena arena, long fd, long start, int pages) {
        long pageSize = LinuxLimits.pageSize();
        long end = start + pages * pageSize;
        MemorySegment argument = arena.allocate(ARGUMENT_SIZE, 8);
        MemorySegment regions = arena.allocate(REGION_SIZE * (long) REGIONS_A_CALL, 8);
        BitSet changed = new BitSet();
        for (long position = start; position < end; position = argument.get(JAVA_LONG, 32)) {
            argument.fill((byte) 0);
            argument.set(JAVA_LONG, 0, ARGUMENT_SIZE);
            argument.set(JAVA_LONG, 16, position);
            argument.set(JAVA_LONG, 24, end);
            argument.set(JAVA_LONG, 40, regions.address());
            argument.set(JAVA_LONG, 48, REGIONS_A_CALL);
            argument.set(JAVA_LONG, 64, PAGE_IS_FILE); // inverted: not of a file
            argument.set(JAVA_LONG, 72, PAGE_IS_FILE);
            argument.set(JAVA_LONG, 80, PAGE_IS_PRESENT | PAGE_IS_SWAPPED);
            argument.set(JAVA_LONG, 88, PAGE_IS_PRESENT | PAGE_IS_SWAPPED);
            long found = SystemCalls.call(SystemCall.IOCTL, fd, PAGEMAP_SCAN, argument.address());
            if (found < 0) {
                return null;
            }
            for (int i = 0; i < found; i++) {
                long first = regions.get(JAVA_LONG, i * (long) REGION_SIZE);
                long after = regions.get(JAVA_LONG, i * (long) REGION_SIZE + 8);
                changed.set((int) ((first - start) / pageSize), (int) ((after - start) / pageSize));
            }
        }
        return runs(changed);
    }

    private static List<PageRange> runs(BitSet pages) {
        List<PageRange> runs = new ArrayList<>();
        for (int first = pages.nextSetBit(0); first >= 0;) {
            int end = pages.nextClearBit(first);
            runs.add(new PageRange(first, end - first));
            first = pages.nextSetBit(end);
        }
        return runs;
    }
}
