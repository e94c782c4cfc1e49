package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What {@code statx(2)} tells of a file; its structure is the same on every processor.
 *
 * @param mode the kind of file and its permissions
 * @param owner the user id of its owner
 * @param size bytes; 0 for a device
 * @param inode the number of the file on its file system
 * @param device the file system
 * @param birth when the file was made, in nanoseconds; empty where the file system does not know
 */
record FileStatus(
        int mode, long owner, long size, long inode, long device, OptionalLong birth) {
    static final long AT_FDCWD = -100;
    private static final long AT_EMPTY_PATH = 0x1000;
    private static final long STATX_BASIC_STATS_AND_BTIME = 0xfff;
    private static final int STATX_BTIME = 0x800;
    private static final int STRUCT_SIZE = 256;
    private static final int KIND = 0170000;

    /** The status of what a path leads to; null where it leads nowhere. */
    static @Nullable FileStatus of(MemorySegment path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(STRUCT_SIZE, 8);
            return SystemCalls.call(
                    SystemCall.STATX,
                    AT_FDCWD,
                    path.address(),
                    0,
                    STATX_BASIC_STATS_AND_BTIME,
                    struct.address())
                    < 0
                            ? null
                            : read(struct);
        }
    }

    static FileStatus of(int fd) throws MappingException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(STRUCT_SIZE, 8);
            MemorySegment noPath = arena.allocate(1);
            long result =
                    SystemCalls.call(
                            SystemCall.STATX,
                            fd,
                            noPath.address(),
                            AT_EMPTY_PATH,
                            STATX_BASIC_STATS_AND_BTIME,
                            struct.address());
            if (result < 0) {
                String error = Errno.name(result);
                throw new MappingException(
                        Place.of("file descriptor " + fd).withError(error),
                        "the system does not tell its status: " + error,
                        null);
            }
            return read(struct);
        }
    }

    private static FileStatus read(MemorySegment struct) {
        return new FileStatus(
                Short.toUnsignedInt(struct.get(JAVA_SHORT, 28)),
                SystemCalls.unsignedInt(struct, 20),
                struct.get(JAVA_LONG, 40),
                struct.get(JAVA_LONG, 32),
                SystemCalls.unsignedInt(struct, 136) << 32 | SystemCalls.unsignedInt(struct, 140),
                (struct.get(JAVA_INT, 0) & STATX_BTIME) == 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(
                                struct.get(JAVA_LONG, 80) * 1_000_000_000
                                        + SystemCalls.unsignedInt(struct, 88)));
    }

    boolean isRegular() {
        return (mode & KIND) == 0100000;
    }

    boolean isBlockDevice() {
        return (mode & KIND) == 0060000;
    }

    boolean isSameFile(FileStatus other) {
        return inode == other.inode && device == other.device;
    }

    String kind() {
        return switch (mode & KIND) {
            case 0040000 -> "a directory";
            case 0010000 -> "a pipe";
            case 0140000 -> "a socket";
            case 0020000 -> "a character device";
            default -> "no regular file";
        };
    }
}
