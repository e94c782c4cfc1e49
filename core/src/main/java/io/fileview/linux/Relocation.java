package io.fileview.linux;

import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.proc.MemoryLimits;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves pages that the kernel keeps as several areas, because they differ in locks or advice, or
 * that are huge: {@code mremap(2)} can extend only a single area of small pages. Each area is moved unchanged, with its private
 * pages and locks, to a reserved range that is large enough.
 */
final class Relocation {
    private static final long PROT_NONE = 0;
    private static final long MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
    private static final long MREMAP_MAYMOVE_FIXED = 3;

    /** The reservation, the new part, and what the kernel keeps free for one move. */
    private static final long MOST_OTHERS = 8;

    private final Place place;
    private final MappedPages pages;
    private final long pageSize;
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

    /**
     * Moves pages.
     *
     * @param place the range that they are to be, for messages
     * @param pageSize their size, which their address is a multiple of
     */
    Relocation(Place place, MappedPages pages, long pageSize) {
        this.place = place;
        this.pageSize = pageSize;
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
        requireRoom();
        long to = reserve(newSize);
        if (to < 0) {
            return to;
        }
        long result = tail.mapAt(to + oldSize);
        List<Area> moved = new ArrayList<>(areas.size());
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

    /** Reserves a range that starts at a multiple of the page size. */
    private long reserve(long size) {
        long more = pageSize - Pages.SIZE;
        long start =
                SystemCalls.call(
                        SystemCall.MMAP,
                        0,
                        size + more,
                        PROT_NONE,
                        MAP_PRIVATE_ANONYMOUS_NORESERVE,
                        -1,
                        0);
        if (start < 0 || more == 0) {
            return start;
        }
        long to = Pages.roundUp(start, pageSize);
        unmap(start, to - start);
        unmap(to + size, more - (to - start));
        return to;
    }

    private static void unmap(long start, long size) {
        if (size > 0) {
            SystemCalls.call(SystemCall.MUNMAP, start, size);
        }
    }

    /**
     * Requires that the process may have the areas that exist while the pages are in two places.
     * Otherwise some could neither be moved nor be moved back.
     */
    private void requireRoom() throws MappingLimitException {
        long limit = MemoryLimits.mappingLimit().orElse(Long.MAX_VALUE);
        long count = MemoryLimits.mappingCount().orElse(0);
        if (count + MOST_OTHERS > limit) {
            throw new MappingLimitException(
                    place.withError("ENOMEM"),
                    "cannot be moved to a larger range: the process has "
                            + count
                            + " mappings and vm.max_map_count allows "
                            + limit
                            + "; unmap views, or raise the limit with sysctl vm.max_map_count",
                    "vm.max_map_count",
                    limit,
                    count,
                    null);
        }
    }

    private static long move(long start, long size, long to) {
        return SystemCalls.call(
                SystemCall.MREMAP, start, size, size, MREMAP_MAYMOVE_FIXED, to);
    }

    private List<Area> areas() throws IOException {
        List<Area> areas = new ArrayList<>();
        Path maps = Path.of("/proc/self/maps");
        for (String line : lines(maps)) {
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

    private List<String> lines(Path maps) throws MappingException {
        try {
            return Files.readAllLines(maps, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new MappingException(
                    place,
                    "cannot be moved to a larger range, because its pages are locked or advised in"
                            + " parts, which only "
                            + maps
                            + " lists, and that cannot be read; mount /proc",
                    e);
        }
    }
}
