package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.pages.CacheCounts;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A regular file that is open only to count its pages in the page cache, for looking at many files:
 * nothing is mapped, and one {@code openat(2)}, {@code statx(2)}, {@code statfs(2)}, {@code
 * cachestat(2)} and {@code close(2)} are made. Where that is not enough, the file is opened by the
 * engine, which also says what is wrong with it.
 */
public final class CountedPages implements AutoCloseable {
    private final Descriptor descriptor;
    private final PageCache cache;

    private CountedPages(Descriptor descriptor) {
        this.descriptor = descriptor;
        this.cache = new PageCache(descriptor);
    }

    /**
     * Opens a directory entry that the caller has just seen to be a regular file, because opening
     * another kind can have side effects.
     *
     * @param device the device of that file, as {@code MAJOR:MINOR}
     * @param inode its inode number
     * @return null if it cannot be opened, is another file by now, is empty, or has pages that are
     *     larger than those of memory
     */
    public static @Nullable CountedPages open(Path entry, String device, long inode) {
        if (!SystemCalls.isLinked()) {
            return null;
        }
        long fd;
        try (Arena arena = Arena.ofConfined()) {
            fd =
                    DirectoryDescriptor.openAt(
                            OpenFlags.AT_FDCWD,
                            PathBytes.of(entry, arena),
                            OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW,
                            0);
        }
        if (fd < 0) {
            return null;
        }
        CountedPages opened = null;
        try {
            FileStatus status = FileStatus.at((int) fd);
            if (status != null
                    && status.isRegular()
                    && status.size() > 0
                    && status.inode() == inode
                    && status.device().equals(device)) {
                Descriptor descriptor = new Descriptor((int) fd, "", status, false, false);
                opened = descriptor.isOnHugePages() ? null : new CountedPages(descriptor);
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
