package io.fileview.linux;

import io.fileview.linux.FileStatus.Lookup;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An open directory and the calls on its entries, none of which follows a link. It stays the same
 * directory when it is renamed. Thread-safe, apart from {@link #close}.
 */
final class DirectoryDescriptor implements AutoCloseable {
    private static final long F_DUPFD_CLOEXEC = 1030;
    private static final int LONGEST_LINK = 4096; // PATH_MAX

    private final int fd;
    private final Path path;

    /**
     * A directory that this process may not list is open as a mere location, and cannot be flushed.
     */
    private final boolean isReadable;

    private DirectoryDescriptor(int fd, Path path, boolean isReadable) {
        this.fd = fd;
        this.path = path;
        this.isReadable = isReadable;
    }

    /**
     * Opens a directory.
     *
     * @param path the directory; empty for the current one
     * @param name what the directory is opened for, as messages call it
     */
    static DirectoryDescriptor open(Path path, String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return open(OpenFlags.AT_FDCWD, PathBytes.of(path, arena), path, name);
        }
    }

    /** Opens a directory relative to this one, or by an absolute path. */
    DirectoryDescriptor open(byte[] relative, String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return open(
                    fd,
                    PathBytes.terminated(relative, arena),
                    PathBytes.resolve(path, relative),
                    name);
        }
    }

    private static DirectoryDescriptor open(
            int at, MemorySegment nativePath, Path path, String name) throws IOException {
        long opened = openAt(at, nativePath, OpenFlags.O_DIRECTORY, 0);
        boolean isReadable = opened >= 0;
        if (opened == -Errno.EACCES) {
            opened = openAt(at, nativePath, OpenFlags.O_DIRECTORY | OpenFlags.O_PATH, 0);
        }
        if (opened < 0) {
            throw LinuxErrors.directoryFailure(name, path.toAbsolutePath().toString(), opened);
        }
        return new DirectoryDescriptor((int) opened, path, isReadable);
    }

    /** The same directory under another descriptor, which is closed by itself. */
    DirectoryDescriptor duplicate() throws IOException {
        long copy = SystemCalls.call(SystemCall.FCNTL, fd, F_DUPFD_CLOEXEC, 0);
        if (copy < 0) {
            throw LinuxErrors.directoryFailure(path.toString(), path.toString(), copy);
        }
        return new DirectoryDescriptor((int) copy, path, isReadable);
    }

    int fd() {
        return fd;
    }

    /** Where the directory was when it was opened. */
    Path path() {
        return path;
    }

    /**
     * Opens an entry.
     *
     * @return the descriptor, or the negated error number
     */
    long openEntry(String name, long flags, long mode) {
        try (Arena arena = Arena.ofConfined()) {
            return openAt(fd, PathBytes.of(name, arena), flags | OpenFlags.O_NOFOLLOW, mode);
        }
    }

    /**
     * Creates a file without a name, for reading and writing by its owner.
     *
     * @return the descriptor, or the negated error number
     */
    long openUnnamed() {
        return openEntry(".", OpenFlags.O_TMPFILE | OpenFlags.O_RDWR, OpenFlags.OWNER_ONLY);
    }

    /**
     * Opens a path, relative to a directory unless it is absolute, without waiting for the other
     * end of a pipe.
     */
    static long openAt(int directory, MemorySegment path, long flags, long mode) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(
                        SystemCall.OPENAT,
                        directory,
                        path.address(),
                        flags | OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC,
                        mode));
    }

    /** Looks an entry up. */
    Lookup look(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return FileStatus.at(
                    fd, PathBytes.of(name, arena), OpenFlags.AT_SYMLINK_NOFOLLOW);
        }
    }

    /**
     * Reads a symbolic link.
     *
     * @return its target; null if the entry is no link, or does not exist
     */
    byte @Nullable [] readLink(String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(LONGEST_LINK);
            long length =
                    SystemCalls.call(
                            SystemCall.READLINKAT,
                            fd,
                            PathBytes.of(name, arena).address(),
                            target.address(),
                            LONGEST_LINK);
            if (length == -Errno.EINVAL || length == -Errno.ENOENT) {
                return null;
            }
            if (length < 0) {
                throw LinuxErrors.failure(
                        Place.of(location(name).toString()), "cannot be followed", length);
            }
            return target.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /**
     * Removes an entry.
     *
     * @return 0, or the negated error number
     */
    long remove(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return SystemCalls.call(
                    SystemCall.UNLINKAT, fd, PathBytes.of(name, arena).address(), 0);
        }
    }

    /**
     * Renames an entry.
     *
     * @return 0, or the negated error number
     */
    long rename(String from, String to) {
        try (Arena arena = Arena.ofConfined()) {
            return SystemCalls.call(
                    SystemCall.RENAMEAT2,
                    fd,
                    PathBytes.of(from, arena).address(),
                    fd,
                    PathBytes.of(to, arena).address(),
                    0);
        }
    }

    /**
     * Makes the entries durable ({@code fsync(2)}: a flush of a file does not do it).
     *
     * @param place the file for messages
     * @param what what would not be durable, as messages call it
     */
    void flush(Place place, String what) throws IOException {
        if (isReadable) {
            flush(fd, place, what);
            return;
        }
        long readable = openEntry(".", OpenFlags.O_DIRECTORY, 0);
        if (readable < 0) {
            // Nothing was lost, so no FlushFailedException: the next flush may be believed.
            throw LinuxErrors.failure(
                    place,
                    what
                            + " cannot be made durable, because the directory "
                            + path.toAbsolutePath()
                            + " cannot be opened for reading; grant this process read permission on it,"
                            + " and flush again",
                    readable);
        }
        try {
            flush(readable, place, what);
        } finally {
            SystemCalls.call(SystemCall.CLOSE, readable);
        }
    }

    private static void flush(long descriptor, Place place, String what) throws IOException {
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> SystemCalls.call(SystemCall.FSYNC, descriptor));
        if (result < 0) {
            throw LinuxErrors.flushFailure(place, what, result);
        }
    }

    /** The path of an entry, as long as the directory has not been renamed. */
    Path location(String name) {
        return PathBytes.resolve(path, PathBytes.encode(name));
    }

    @Override
    public void close() {
        SystemCalls.call(SystemCall.CLOSE, fd);
    }
}
