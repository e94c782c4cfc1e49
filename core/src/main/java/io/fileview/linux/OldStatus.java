package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.linux.FileStatus.Lookup;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The status of a file by {@code newfstatat(2)}, whose structure differs between processors and has
 * no creation time.
 */
final class OldStatus {
    private static final int STRUCT_SIZE = 144;
    private static final long FLAGS = OpenFlags.AT_EMPTY_PATH | OpenFlags.AT_SYMLINK_NOFOLLOW;

    private OldStatus() {}

    /** Looks up a path, relative to a directory unless it is absolute. */
    static Lookup at(int directory, MemorySegment path, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(STRUCT_SIZE, 8);
            long result =
                    SystemCalls.call(
                            SystemCall.NEWFSTATAT,
                            directory,
                            path.address(),
                            struct.address(),
                            flags & FLAGS);
            return new Lookup(
                    result,
                    result < 0 ? null : SystemCalls.ARM ? readOnArm(struct) : read(struct));
        }
    }

    private static FileStatus read(MemorySegment struct) {
        return new FileStatus(
                FileStatus.STATX_BASIC_STATS,
                struct.get(JAVA_LONG, 16),
                (int) SystemCalls.unsignedInt(struct, 24),
                SystemCalls.unsignedInt(struct, 28),
                SystemCalls.unsignedInt(struct, 32),
                struct.get(JAVA_LONG, 48),
                struct.get(JAVA_LONG, 56),
                struct.get(JAVA_LONG, 64),
                struct.get(JAVA_LONG, 8),
                device(struct.get(JAVA_LONG, 0)),
                0);
    }

    private static FileStatus readOnArm(MemorySegment struct) {
        return new FileStatus(
                FileStatus.STATX_BASIC_STATS,
                SystemCalls.unsignedInt(struct, 20),
                (int) SystemCalls.unsignedInt(struct, 16),
                SystemCalls.unsignedInt(struct, 24),
                SystemCalls.unsignedInt(struct, 28),
                struct.get(JAVA_LONG, 48),
                SystemCalls.unsignedInt(struct, 56),
                struct.get(JAVA_LONG, 64),
                struct.get(JAVA_LONG, 8),
                device(struct.get(JAVA_LONG, 0)),
                0);
    }

    /** Returns what statx returns as two numbers ({@code new_encode_dev} in linux/kdev_t.h). */
    static String device(long encoded) {
        long major = (encoded >> 8) & 0xfff;
        long minor = (encoded & 0xff) | ((encoded >> 12) & 0xfff00);
        return major + ":" + minor;
    }
}
