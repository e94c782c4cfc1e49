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

    private final LinuxRange range;

    PrivatePages(LinuxRange range) {
        this.range = range;
    }

    List<ByteRange> changed() throws IOException {
        ByteRange all = range.all();
        long pageSize = LinuxLimits.pageSize();
        long lead = range.place(all).offset() - range.pageOffset(all);
        int pages = Math.toIntExact(range.size(all) / pageSize);
        List<ByteRange> changed = new ArrayList<>();
        for (PageRange run : ChangedPages.find(range.start(all), pages)) {
            long from = Math.max(0, run.first() * pageSize - lead);
            long to = Math.min(all.length(), run.end() * pageSize - lead);
            changed.add(new ByteRange(from, to - from));
        }
        return changed;
    }

    void discard(List<ByteRange> ranges) throws MappingException {
        for (ByteRange bytes : ranges) {
            long result = range.madvise(bytes, MADV_DONTNEED);
            if (result == -Errno.EINVAL) { // locked pages, which only Linux 5.18 and later drops
                result = range.madvise(bytes, MADV_DONTNEED_LOCKED);
            }
            if (result < 0) {
                throw range.failure(
                        bytes,
                        "changes cannot be dropped"
                                + (result == -Errno.EINVAL
                                        ? ", because pages are locked in memory; unlock them first"
                                        : ""),
                        result);
            }
        }
    }
}
