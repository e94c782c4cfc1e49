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
    private final Path entry;
    private final int fd;
    private FileStatus status;
    private boolean isClosed;
    private @Nullable Descriptor readable;
    private @Nullable PageCache cache;

    private CountedPages(Path entry, int fd, FileStatus status) {
        this.entry = entry;
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
        long fd = open(entry, OpenFlags.O_PATH);
        if (fd < 0) {
            return null;
        }
        FileStatus status = null;
        try {
            status = FileStatus.at((int) fd);
            return status == null ? null : new CountedPages(entry, (int) fd, status);
        } finally {
            if (status == null) {
                SystemCalls.call(SystemCall.CLOSE, fd);
            }
        }
    }

    private static long open(Path entry, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            return DirectoryDescriptor.openAt(
                    OpenFlags.AT_FDCWD,
                    PathBytes.of(entry, arena),
                    flags | OpenFlags.O_NOFOLLOW,
                    0);
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

    /** Returns the size of the file in bytes when it was last opened; see {@link #openToRead}. */
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
     * Opens the file for reading, without which its pages cannot be counted, unless that has been
     * done.
     *
     * @return false if this is closed, or the entry is not a regular file, cannot be opened for reading, or, where there
     *     is no {@code /proc}, is another file by now
     */
    public boolean openToRead() {
        if (isClosed || !status.isRegular()) {
            return false;
        }
        if (readable != null) {
            return true;
        }
        long opened = DirectoryDescriptor.openAgain(fd, OpenFlags.O_RDONLY);
        boolean isByName = opened == -Errno.ENOENT;
        if (isByName) {
            opened = open(entry, OpenFlags.O_RDONLY);
        }
        if (opened < 0) {
            return false;
        }
        // A network file system asks its server only when a file is opened to be read or written.
        FileSystemType type = FileSystemType.of((int) opened);
        FileStatus now = isByName || !type.isLocal() ? FileStatus.at((int) opened) : status;
        if (now == null || !now.isSameFile(status)) {
            SystemCalls.call(SystemCall.CLOSE, opened);
            return false;
        }
        status = now;
        readable = new Descriptor((int) opened, "", now, false, false);
        cache = new PageCache(readable, type);
        return true;
    }

    /**
     * Counts the pages of a range.
     *
     * @return empty if the file cannot be {@linkplain #openToRead opened for reading}, if it has pages
     *     that are larger than those of memory, or if the kernel does not tell
     */
    public Optional<CacheCounts> count(ByteRange range) {
        if (!openToRead()) {
            return Optional.empty();
        }
        PageCache counted = cache;
        return counted == null ? Optional.empty() : counted.count(range);
    }

    /** Closes the entry and the file. Has no effect the second time. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (readable != null) {
            readable.close();
        }
        SystemCalls.call(SystemCall.CLOSE, fd);
    }
}
