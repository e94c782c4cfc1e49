package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.PageRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The pages of a private mapping that differ from the file. */
final class PrivatePages {
    private static final long MADV_DONTNEED = 4;
    private static final long MADV_DONTNEED_LOCKED = 24;
    private static final long ENTRY_OF_A_PAGE_TABLE = 8;

    private final LinuxRange range;
    private final long start;
    private final long end;

    PrivatePages(LinuxRange range) {
        this.range = range;
        this.start = range.start(range.all());
        this.end = start + range.size(range.all());
    }

    List<ByteRange> changed() throws IOException {
        ByteRange all = range.all();
        long pageSize = LinuxLimits.pageSize();
        long lead = range.place(all).offset() - range.pageOffset(all);
        int pages = Math.toIntExact((end - start) / pageSize);
        List<ByteRange> changed = new ArrayList<>();
        for (PageRange run : ChangedPages.find(start, pages)) {
            long from = Math.max(0, run.first() * pageSize - lead);
            long to = Math.min(all.length(), run.end() * pageSize - lead);
            changed.add(new ByteRange(from, to - from));
        }
        return changed;
    }

    /**
     * Drops the changes in whole areas of one page table each. What else is mapped there are pages of
     * the file, which come back when they are touched. It takes fewer calls, and the kernel frees a
     * page table that has become empty (Linux 6.14), which the next look for changes need not walk.
     */
    void discard(List<ByteRange> ranges) throws MappingException {
        long area = LinuxLimits.pageSize() / ENTRY_OF_A_PAGE_TABLE * LinuxLimits.pageSize();
        long from = 0;
        long to = 0;
        for (ByteRange bytes : ranges) {
            long first = range.start(bytes) / area * area;
            long after = (range.start(bytes) + range.size(bytes) + area - 1) / area * area;
            if (first > to) {
                drop(from, to);
                from = first;
            }
            to = after;
        }
        drop(from, to);
    }

    private void drop(long areaStart, long areaEnd) throws MappingException {
        long from = Math.max(start, areaStart);
        long to = Math.min(end, areaEnd);
        if (from >= to) {
            return;
        }
        long result = SystemCalls.call(SystemCall.MADVISE, from, to - from, MADV_DONTNEED);
        if (result == -Errno.EINVAL) { // locked pages, which only Linux 5.18 and later drops
            result = SystemCalls.call(SystemCall.MADVISE, from, to - from, MADV_DONTNEED_LOCKED);
        }
        if (result < 0) {
            throw range.failure(
                    range.all(),
                    "changes cannot be dropped"
                            + (result == -Errno.EINVAL
                                    ? ", because pages are locked in memory; unlock them first"
                                    : ""),
                    result);
        }
    }
}
