package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.pages.PageMap;
import io.fileview.proc.CacheEvictions;
import io.fileview.spi.PageResidency;
import java.io.IOException;

/** Observes the states of the pages of a range, and removes pages from the working set. */
final class LinuxResidency implements PageResidency {
    private static final long MADV_DONTNEED = 4;
    private static final long MADV_PAGEOUT = 21;

    private final RangePages pages;
    private final LinuxLocking locking;

    LinuxResidency(RangePages pages, LinuxLocking locking) {
        this.pages = pages;
        this.locking = locking;
    }

    @Override
    public PageMap pages(ByteRange range) throws IOException {
        return new PageInspection(pages, locking, range).look();
    }

    @Override
    public void trim(ByteRange range) throws IOException {
        if (range.length() == 0) {
            return;
        }
        long result =
                pages.isCopyOnWrite() ? evict(range) : pages.madvise(range, MADV_DONTNEED);
        if (result < 0) {
            String problem = LinuxErrors.range(pages.place(range)) + " cannot be trimmed";
            throw result == -Errno.EINVAL
                    ? LinuxErrors.failure(
                            pages.place(range),
                            problem + ", because it has pages locked in memory",
                            result,
                            "unlock them first")
                    : pages.failure(range, problem, result, SystemCall.MADVISE);
        }
    }

    /**
     * Dropping the pages of a private mapping would lose its changes. This evicts pages of the file
     * from the file cache as well, which the kernel does not count.
     */
    private long evict(ByteRange range) {
        CacheEvictions.caused();
        try {
            return pages.madvise(range, MADV_PAGEOUT);
        } finally {
            CacheEvictions.caused();
            locking.lockAgainBeside(range);
        }
    }
}
