package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.pages.CacheCounts;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A directory entry that is open to tell what it is and, if it is a regular file, to count its pages
 * in the page cache: for looking at many files, of which nothing is mapped. The entry is opened with
 * {@code O_PATH}, which has no effect on a device or a pipe. The first count opens that same file,
 * whatever its name is by then, for reading. Must be closed; not thread-safe.
 */
public final class CountedPages implements AutoCloseable {
    private final int fd;
    private final FileStatus status;
    private @Nullable Descriptor readable;
    private @Nullable PageCache cache;
    private boolean isUnknown;

    private CountedPages(int fd, FileStatus status) {
        this.fd = fd;
        this.status = status;
    }

    /**
     * Opens a directory entry; a symbolic link is not followed.
     *
     * @return null if it cannot be opened, such as if it does not exist
     */
    public static @Nullable CountedPages of(Path entry) {
        if (!SystemCalls.isLinked()) {
            return null;
        }
        long fd;
        try (Arena arena = Arena.ofConfined()) {
            fd =
                    DirectoryDescriptor.openAt(
                            OpenFlags.AT_FDCWD,
                            PathBytes.of(entry, arena),
                            OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW,
                            0);
        }
        if (fd < 0) {
            return null;
        }
        FileStatus status = null;
        try {
            status = FileStatus.at((int) fd);
            return status == null ? null : new CountedPages((int) fd, status);
        } finally {
            if (status == null) {
                SystemCalls.call(SystemCall.CLOSE, fd);
            }
        }
    }

    /** Returns whether the entry is a regular file. */
    public boolean isRegular() {
        return status.isRegular();
    }

    /** Returns whether the entry is a directory. */
    public boolean isDirectory() {
        return status.isDirectory();
    }

    /** Returns the size of the file in bytes at the time of opening. */
    public long size() {
        return status.size();
    }

    /** Returns the device of the file, as {@code MAJOR:MINOR}. */
    public String device() {
        return status.device();
    }

    /** Returns the inode number of the file, unsigned. */
    public long inode() {
        return status.inode();
    }

    /** Returns the number of names of the file; 0 if the file system does not tell it. */
    public long links() {
        return status.knownLinks();
    }

    /** Returns the size in bytes of the pages that are counted. */
    public long pageSize() {
        return Pages.SIZE;
    }

    /**
     * Counts the pages of a range.
     *
     * @return empty if the entry is not a regular file, if this process may not read it, if it has
     *     pages that are larger than those of memory, or if the kernel does not tell
     */
    public Optional<CacheCounts> count(ByteRange range) {
        if (cache == null && !isUnknown) {
            isUnknown = !status.isRegular() || !openToRead();
        }
        PageCache counted = cache;
        return counted == null ? Optional.empty() : counted.count(range);
    }

    private boolean openToRead() {
        long opened = DirectoryDescriptor.openAgain(fd, OpenFlags.O_RDONLY);
        if (opened < 0) {
            return false;
        }
        readable = new Descriptor((int) opened, "", status, false, false);
        cache = new PageCache(readable);
        return true;
    }

    @Override
    public void close() {
        if (readable != null) {
            readable.close();
        }
        SystemCalls.call(SystemCall.CLOSE, fd);
    }
}
