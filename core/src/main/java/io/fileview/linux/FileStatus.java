package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fileview.MappingException;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@code statx(2)}, whose structure is the same on every processor. Where a seccomp
 * filter denies that call, as those of older container runtimes do, {@link OldStatus} has the same
 * without the creation time.
 *
 * @param known which of the fields the file system has filled in, as bits
 * @param links the number of its directory entries
 * @param mode the kind of file and its permissions
 * @param owner the user ID of its owner
 * @param group the group ID of its group
 * @param size bytes; 0 for a device
 * @param blockSize the unit in which the file system prefers to be used, in bytes
 * @param blocks the number of its allocated blocks of 512 bytes
 * @param inode its inode number
 * @param device the device number of its file system, as {@code MAJOR:MINOR}
 * @param birth its creation time in nanoseconds since 1970, or 0 if the file system does not expose
 *     it
 */
record FileStatus(
        int known,
        long links,
        int mode,
        long owner,
        long group,
        long size,
        long blockSize,
        long blocks,
        long inode,
        String device,
        long birth) {
    private static final long STATX_BASIC_STATS_AND_BTIME = 0xfff;
    static final int STATX_BASIC_STATS = 0x7ff;
    private static final int STATX_MODE = 0x2;
    private static final int STATX_NLINK = 0x4;
    private static final int STATX_UID = 0x8;
    private static final int STATX_GID = 0x10;
    private static final int STATX_BTIME = 0x800;
    private static final int STRUCT_SIZE = 256;
    private static final int KIND = 0170000;
    private static final int PERMISSIONS = 07777;
    private static final long BLOCK = 512;

    /**
     * The result of looking up a path.
     *
     * @param result 0 or more, or the negated error number
     * @param status the status, or null if there was an error
     */
    record Lookup(long result, @Nullable FileStatus status) {}

    /** Looks up a path, relative to a directory unless it is absolute. */
    static Lookup at(int directory, MemorySegment path, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(STRUCT_SIZE, 8);
            long result =
                    SystemCalls.call(
                            SystemCall.STATX,
                            directory,
                            path.address(),
                            flags,
                            STATX_BASIC_STATS_AND_BTIME,
                            struct.address());
            // With these arguments, the kernel itself returns neither of these errors.
            return result == -Errno.ENOSYS || result == -Errno.EPERM
                    ? OldStatus.at(directory, path, flags)
                    : new Lookup(result, result < 0 ? null : read(struct));
        }
    }

    /** Returns the status of an open file, which messages call by the given name. */
    static FileStatus of(int fd, String name) throws MappingException {
        return of(fd, name, 0);
    }

    /** Asks the server of a network file system, too, if its answer may have changed. */
    static FileStatus now(int fd, String name) throws MappingException {
        return of(fd, name, OpenFlags.AT_STATX_FORCE_SYNC);
    }

    /** Returns the status of an open file; null if the kernel does not tell it. */
    static @Nullable FileStatus at(int fd) {
        return at(fd, 0).status();
    }

    private static Lookup at(int fd, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            return at(fd, arena.allocate(1), OpenFlags.AT_EMPTY_PATH | flags);
        }
    }

    private static FileStatus of(int fd, String name, long flags) throws MappingException {
        Lookup lookup = at(fd, flags);
        FileStatus status = lookup.status();
        if (status == null) {
            throw LinuxErrors.failure(
                    Place.of(name),
                    "its status cannot be read",
                    lookup.result(),
                    SystemCall.STATX);
        }
        return status;
    }

    private static FileStatus read(MemorySegment struct) {
        return new FileStatus(
                struct.get(JAVA_INT, 0),
                SystemCalls.unsignedInt(struct, 16),
                Short.toUnsignedInt(struct.get(JAVA_SHORT, 28)),
                SystemCalls.unsignedInt(struct, 20),
                SystemCalls.unsignedInt(struct, 24),
                struct.get(JAVA_LONG, 40),
                SystemCalls.unsignedInt(struct, 4),
                struct.get(JAVA_LONG, 48),
                struct.get(JAVA_LONG, 32),
                SystemCalls.unsignedInt(struct, 136)
                        + ":"
                        + SystemCalls.unsignedInt(struct, 140),
                (struct.get(JAVA_INT, 0) & STATX_BTIME) == 0
                        ? 0
                        : struct.get(JAVA_LONG, 80) * 1_000_000_000L
                                + SystemCalls.unsignedInt(struct, 88));
    }

    FileIdentity identity() {
        return FileIdentity.ofInode(device, inode, birth);
    }

    /** Returns this status in the form of the engines, with the size of the device or file. */
    io.fileview.spi.FileStatus ofSize(long bytes) {
        return new io.fileview.spi.FileStatus(
                identity(),
                bytes,
                knows(STATX_NLINK)
                        ? OptionalInt.of((int) Math.min(links, Integer.MAX_VALUE))
                        : OptionalInt.empty(),
                knows(STATX_UID) ? Optional.of(Long.toString(owner)) : Optional.empty(),
                knows(STATX_GID) ? Optional.of(Long.toString(group)) : Optional.empty(),
                knows(STATX_MODE) ? OptionalInt.of(mode & PERMISSIONS) : OptionalInt.empty());
    }

    /** Returns the number of its directory entries; 0 if the file system does not tell it. */
    long knownLinks() {
        return knows(STATX_NLINK) ? links : 0;
    }

    private boolean knows(int field) {
        return (known & field) != 0;
    }

    boolean isSameFile(FileStatus other) {
        return inode == other.inode && device.equals(other.device);
    }

    /** Returns whether this is the same file, of the same creation time. */
    boolean isSameBirth(FileStatus other) {
        return isSameFile(other) && birth == other.birth;
    }

    boolean isRegular() {
        return (mode & KIND) == 0100000;
    }

    boolean isDirectory() {
        return (mode & KIND) == 0040000;
    }

    boolean isBlockDevice() {
        return (mode & KIND) == 0060000;
    }

    /** Returns how many bytes are allocated beyond the end of a file without holes, at least. */
    long bytesBeyondEnd() {
        return Math.max(0, blocks * BLOCK - Pages.roundUp(size));
    }

    /**
     * Returns whether the file may have holes: it has none if its blocks can hold all its bytes.
     */
    boolean mayHaveHoles() {
        return blocks * BLOCK < size;
    }

    /** Returns the kind of file, with an article. */
    String kind() {
        return switch (mode & KIND) {
            case 0100000 -> "a regular file";
            case 0040000 -> "a directory";
            case 0120000 -> "a symbolic link";
            case 0060000 -> "a block device";
            case 0020000 -> "a character device";
            case 0010000 -> "a pipe";
            case 0140000 -> "a socket";
            default -> "a file of an unknown kind";
        };
    }
}
