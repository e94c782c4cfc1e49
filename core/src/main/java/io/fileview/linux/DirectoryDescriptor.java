package io.fileview.linux;

import io.fileview.linux.FileStatus.Lookup;
import io.fileview.spi.EntryDurability;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An open directory and the calls on its entries, none of which follows a symbolic link. Keeps
 * denoting the same directory when that is renamed. Thread-safe, except for {@link #close}.
 */
final class DirectoryDescriptor implements AutoCloseable {
    private static final long F_DUPFD_CLOEXEC = 1030;
    private static final int LONGEST_LINK = 4096; // PATH_MAX
    private static final long RENAME_NOREPLACE = 1;
    private static final String DESCRIPTORS = "/proc/self/fd/";

    private final int fd;
    private final Path path;

    /**
     * Whether this process may list the directory; otherwise it is opened with O_PATH and cannot be
     * flushed.
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
     * @param name the file that the directory is opened for, as messages call it
     */
    static DirectoryDescriptor open(Path path, String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return open(OpenFlags.AT_FDCWD, PathBytes.of(path, arena), path, name);
        }
    }

    /** Opens a directory by an absolute path. */
    static DirectoryDescriptor open(byte[] absolute, String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return open(
                    OpenFlags.AT_FDCWD,
                    PathBytes.terminated(absolute, arena),
                    PathBytes.resolve(Path.of("/"), absolute),
                    name);
        }
    }

    /** Opens a directory relative to this one, or by an absolute path. */
    DirectoryDescriptor openAt(byte[] relative, String name) throws IOException {
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

    /** Returns the same directory with another descriptor, which must be closed separately. */
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

    /** Returns the path of the directory at the time of opening. */
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
     * Creates an unnamed file that only its owner may read and write.
     *
     * @return the descriptor, or the negated error number
     */
    long openUnnamed() {
        return openEntry(".", OpenFlags.O_TMPFILE | OpenFlags.O_RDWR, OpenFlags.OWNER_ONLY);
    }

    /**
     * Opens a path, relative to a directory unless it is absolute, without waiting for the other
     * end of a pipe, and without taking a terminal as the one that controls this process.
     */
    static long openAt(int directory, MemorySegment path, long flags, long mode) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(
                        SystemCall.OPENAT,
                        directory,
                        path.address(),
                        flags
                                | OpenFlags.O_NONBLOCK
                                | OpenFlags.O_NOCTTY
                                | OpenFlags.O_CLOEXEC,
                        mode));
    }

    /**
     * Opens what a descriptor denotes once more, whatever its name is by now.
     *
     * @return the descriptor, or the negated error number: ENOENT where there is no {@code /proc}
     */
    static long openAgain(int descriptor, long flags) {
        if (!Descriptors.ARE_IN_PROC) {
            return -Errno.ENOENT;
        }
        try (Arena arena = Arena.ofConfined()) {
            return openAt(
                    OpenFlags.AT_FDCWD, arena.allocateFrom(DESCRIPTORS + descriptor), flags, 0);
        }
    }

    /** Looked at once, and only by those who need it. */
    private static final class Descriptors {
        static final boolean ARE_IN_PROC = areInProc();

        private Descriptors() {}

        private static boolean areInProc() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment path = arena.allocateFrom(DESCRIPTORS);
                return FileSystemType.at(OpenFlags.AT_FDCWD, path, 0).isProc();
            }
        }
    }

    /** Looks up an entry. */
    Lookup look(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return FileStatus.at(
                    fd, PathBytes.of(name, arena), OpenFlags.AT_SYMLINK_NOFOLLOW);
        }
    }

    /**
     * Reads a symbolic link.
     *
     * @return its target; null if the entry is not a symbolic link or does not exist
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
                        Place.of(location(name).toString()),
                        "it cannot be determined whether it is a symbolic link",
                        length);
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
     * Renames an entry, unless the new name exists.
     *
     * @return 0, or the negated error number
     */
    long renameNew(String from, String to) {
        try (Arena arena = Arena.ofConfined()) {
            long oldName = PathBytes.of(from, arena).address();
            long newName = PathBytes.of(to, arena).address();
            long result =
                    SystemCalls.call(
                            SystemCall.RENAMEAT2, fd, oldName, fd, newName, RENAME_NOREPLACE);
            if (result != -Errno.EINVAL && result != -Errno.ENOSYS
                    && result != -Errno.EOPNOTSUPP) {
                return result;
            }
            // The file system does not know the flag, as NFS does not; a link replaces nothing.
            result = SystemCalls.call(SystemCall.LINKAT, fd, oldName, fd, newName, 0);
            return result < 0 ? result : remove(from);
        }
    }

    /**
     * Gives an unnamed file its first name ({@code open(2)}, about {@code O_TMPFILE}).
     *
     * @return 0, or the negated error number
     */
    long link(int unnamed, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return SystemCalls.call(
                    SystemCall.LINKAT,
                    OpenFlags.AT_FDCWD,
                    arena.allocateFrom(DESCRIPTORS + unnamed).address(),
                    fd,
                    PathBytes.of(name, arena).address(),
                    OpenFlags.AT_SYMLINK_FOLLOW);
        }
    }

    /** Returns whether an unnamed file can be given a name, which needs {@code /proc}. */
    static boolean canLink(int unnamed) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(DESCRIPTORS + unnamed);
            return FileStatus.at(OpenFlags.AT_FDCWD, path, 0).status() != null;
        }
    }

    /**
     * Makes the entries durable. Flushing a file does not make its entry durable ({@code
     * fsync(2)}).
     *
     * @param place the file, for messages
     * @param what the change that is to be made durable, as messages call it
     */
    void flush(Place place, String what) throws IOException {
        if (isReadable) {
            flush(fd, place, what);
            return;
        }
        long readable = openEntry(".", OpenFlags.O_DIRECTORY, 0);
        if (readable < 0) {
            // Nothing was lost, so no FlushFailedException: the next flush can be trusted.
            throw LinuxErrors.failure(
                    place,
                    what
                            + " cannot be made durable, because the directory "
                            + path.toAbsolutePath()
                            + " cannot be opened for reading",
                    readable,
                    "grant this process read permission on it, and flush again");
        }
        try {
            flush(readable, place, what);
        } finally {
            SystemCalls.call(SystemCall.CLOSE, readable);
        }
    }

    private void flush(long descriptor, Place place, String what) throws IOException {
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> SystemCalls.call(SystemCall.FSYNC, descriptor));
        if (isNotSupported(result)) {
            String volume = FileStatus.of(fd, path.toString()).identity().volume();
            EntryDurability.notSupported(volume, place, what, Errno.name(result));
        } else if (result < 0) {
            throw LinuxErrors.flushFailure(place, what, result);
        }
    }

    /**
     * Returns whether the file system has no such call. EROFS is not among these errors: an entry was
     * made, so the file system has become read-only since, and may never write it.
     */
    private static boolean isNotSupported(long result) {
        return result == -Errno.EINVAL
                || result == -Errno.ENOSYS
                || result == -Errno.EBADF
                || result == -Errno.EOPNOTSUPP;
    }

    /** Returns the path of an entry, valid as long as the directory is not renamed. */
    Path location(String name) {
        return PathBytes.resolve(path, PathBytes.encode(name));
    }

    @Override
    public void close() {
        SystemCalls.call(SystemCall.CLOSE, fd);
    }
}
