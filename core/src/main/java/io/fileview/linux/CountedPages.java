package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.pages.CacheCounts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A regular file that is open only to count its pages in the page cache, for looking at many files:
 * nothing is mapped. See {@link ListedDirectory}, which opens it.
 */
public final class CountedPages implements AutoCloseable {
    private final Descriptor descriptor;
    private final PageCache cache;

    private CountedPages(Descriptor descriptor, FileSystemType type) {
        this.descriptor = descriptor;
        this.cache = new PageCache(descriptor, type);
    }

    /**
     * Takes over a descriptor.
     *
     * @param type the type of its file system, which is not one of huge pages
     * @return null if it is not that of a regular file, or if that is empty; the descriptor has been
     *     closed then
     */
    static @Nullable CountedPages of(int fd, FileSystemType type) {
        CountedPages opened = null;
        try {
            FileStatus status = FileStatus.at(fd);
            if (status != null && status.isRegular() && status.size() > 0) {
                opened =
                        new CountedPages(
                                new Descriptor(fd, "", status, false, false, Pages.SIZE), type);
            }
            return opened;
        } finally {
            if (opened == null) {
                SystemCalls.call(SystemCall.CLOSE, fd);
            }
        }
    }

    /** Returns the size of the file in bytes at the time of opening, which is more than 0. */
    public long size() {
        return descriptor.opened().size();
    }

    /** Returns the device of the file, as {@code MAJOR:MINOR}. */
    public String device() {
        return descriptor.opened().device();
    }

    /** Returns its inode number, unsigned. */
    public long inode() {
        return descriptor.opened().inode();
    }

    /** Returns the number of its names; 0 if the file system does not tell it. */
    public long links() {
        return descriptor.opened().knownLinks();
    }

    /** Returns the size in bytes of the pages that are counted. */
    public long pageSize() {
        return descriptor.pageSize();
    }

    /** Counts the pages of a range; empty if the kernel does not tell this process. */
    public Optional<CacheCounts> count(ByteRange range) {
        return cache.count(range);
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
