package io.fileview.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves pages that the kernel keeps as several areas, because they differ in locks or advice:
 * {@code mremap(2)} can extend only a single area. Each area is moved unchanged, with its private
 * pages and locks, to a reserved range that is large enough.
 */
final class Relocation {
    private static final long PROT_NONE = 0;
    private static final long MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
    private static final long MREMAP_MAYMOVE_FIXED = 3;

    private final MappedPages pages;
    private final long from;
    private final long oldSize;

    /** Maps the new part. */
    interface Tail {
        /**
         * Maps at an address, replacing what is mapped there, and returns the negated error number
         * if that fails.
         */
        long mapAt(long address);
    }

    private record Area(long start, long size) {}

    Relocation(MappedPages pages) {
        this.pages = pages;
        this.from = pages.address();
        this.oldSize = pages.size();
    }

    /**
     * Moves the pages and maps the new part behind them.
     *
     * @return the new address, or the negated error number, in which case the pages are at their
     *     old address or, if moving them back failed, unmapped
     * @throws IOException if the areas cannot be determined; the pages are at their old address
     */
    long move(long newSize, Tail tail) throws IOException {
        List<Area> areas = areas();
        long to =
                SystemCalls.call(
                        SystemCall.MMAP,
                        0,
                        newSize,
                        PROT_NONE,
                        MAP_PRIVATE_ANONYMOUS_NORESERVE,
                        -1,
                        0);
        if (to < 0) {
            return to;
        }
        long result = tail.mapAt(to + oldSize);
        List<Area> moved = new ArrayList<>();
        for (Area area : areas) {
            if (result < 0) {
                break;
            }
            result = move(area.start(), area.size(), to + (area.start() - from));
            if (result >= 0) {
                moved.add(area);
            }
        }
        if (result >= 0) {
            return to;
        }
        for (Area area : moved) {
            if (move(to + (area.start() - from), area.size(), area.start()) < 0) {
                SystemCalls.call(SystemCall.MUNMAP, from, oldSize);
                pages.lost();
                break;
            }
        }
        SystemCalls.call(SystemCall.MUNMAP, to, newSize);
        return result;
    }

    private static long move(long start, long size, long to) {
        return SystemCalls.call(
                SystemCall.MREMAP, start, size, size, MREMAP_MAYMOVE_FIXED, to);
    }

    private List<Area> areas() throws IOException {
        List<Area> areas = new ArrayList<>();
        Path maps = Path.of("/proc/self/maps");
        for (String line : Files.readAllLines(maps, StandardCharsets.ISO_8859_1)) {
            int dash = line.indexOf('-');
            long start = Long.parseUnsignedLong(line.substring(0, dash), 16);
            long end = Long.parseUnsignedLong(line.substring(dash + 1, line.indexOf(' ')), 16);
            // The kernel may have merged the outer areas with adjacent ones: move only our part.
            long first = Math.max(start, from);
            long last = Math.min(end, from + oldSize);
            if (first < last) {
                areas.add(new Area(first, last - first));
            }
        }
        return areas;
    }
}
