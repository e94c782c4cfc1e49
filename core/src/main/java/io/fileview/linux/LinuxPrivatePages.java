package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.pages.PageRange;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** The pages of a private mapping that differ from the file. */
final class LinuxPrivatePages implements PrivatePages {
    private static final long MADV_DONTNEED = 4;
    private static final long MADV_DONTNEED_LOCKED = 24;
    private static final long ENTRY_OF_A_PAGE_TABLE = 8;
    private static final long LARGEST_AREA = 2 << 20;

    /** The maximum of pages per search; more are not counted by an int, or listed in memory. */
    private static final long AT_ONCE = 1 << 22;

    private final RangePages pages;
    private final BiFunction<ByteRange, Object, MappedRange> parts;

    LinuxPrivatePages(RangePages pages, BiFunction<ByteRange, Object, MappedRange> parts) {
        this.pages = pages;
        this.parts = parts;
    }

    @Override
    public MappedRange part(ByteRange range, Object anchor) {
        return parts.apply(range, anchor);
    }

    @Override
    public List<ByteRange> changed() throws IOException {
        ByteRange all = pages.all();
        if (all.length() == 0) {
            return List.of();
        }
        long start = pages.start(all);
        long end = start + pages.size(all);
        List<ByteRange> changed = new ArrayList<>();
        for (long part = start; part < end; part += AT_ONCE * Pages.SIZE) {
            int count = (int) Math.min(AT_ONCE, (end - part) / Pages.SIZE);
            for (PageRange run : ChangedPages.find(pages.place(all), part, count)) {
                add(changed, part + run.first() * Pages.SIZE, part + run.end() * Pages.SIZE);
            }
        }
        return changed;
    }

    /** Adds pages by their addresses, cut to the range, and joined with those right before them. */
    private void add(List<ByteRange> changed, long first, long after) {
        long from = Math.max(0, first - pages.address());
        long to = Math.min(pages.length(), after - pages.address());
        ByteRange last = changed.isEmpty() ? null : changed.getLast();
        if (last != null && last.end() == from) {
            changed.removeLast();
            from = last.offset();
        }
        changed.add(new ByteRange(from, to - from));
    }

    /**
     * Discards the changes in whole areas of one page table or 2 MiB each. The other pages mapped there are
     * pages of the file, which are faulted in again when accessed. This takes fewer calls, and the
     * kernel frees page tables that become empty (Linux 6.14), so the next search for changes need
     * not scan them.
     */
    @Override
    public void discard(List<ByteRange> ranges) throws IOException {
        long area = area(Pages.SIZE);
        long from = 0;
        long to = 0;
        for (ByteRange bytes : ranges) {
            long first = pages.start(bytes) / area * area;
            long after = (pages.start(bytes) + pages.size(bytes) + area - 1) / area * area;
            if (first > to) {
                drop(from, to);
                from = first;
            }
            to = after;
        }
        drop(from, to);
    }

    /**
     * Returns the size of an area in bytes. With pages larger than 4 KiB, one page table spans so much
     * that the pages of the file would be missed.
     */
    static long area(long pageSize) {
        return Math.clamp(LARGEST_AREA, pageSize, pageSize / ENTRY_OF_A_PAGE_TABLE * pageSize);
    }

    private void drop(long areaStart, long areaEnd) throws MappingException {
        long start = pages.start(pages.all());
        long from = Math.max(start, areaStart);
        long to = Math.min(start + pages.size(pages.all()), areaEnd);
        if (from >= to) {
            return;
        }
        long result = SystemCalls.call(SystemCall.MADVISE, from, to - from, MADV_DONTNEED);
        if (result == -Errno.EINVAL) { // locked pages, which Linux can discard since 5.18
            result = SystemCalls.call(SystemCall.MADVISE, from, to - from, MADV_DONTNEED_LOCKED);
        }
        if (result < 0) {
            String problem = "the changes of the copy-on-write view cannot be discarded";
            throw result == -Errno.EINVAL
                    ? LinuxErrors.failure(
                            pages.place(pages.all()),
                            problem + ", because pages are locked in memory",
                            result,
                            "unlock them first")
                    : pages.failure(pages.all(), problem, result, SystemCall.MADVISE);
        }
    }
}
