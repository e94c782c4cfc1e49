package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/**
 * The file systems of which this kernel alone decides what stays in the file cache ({@code
 * statfs(2)}, linux/magic.h). One that is served over a network or by a program drops cached pages
 * when its server says so.
 */
final class LocalFileSystem {
    private static final Set<Long> TYPES =
            Set.of(
                    0x01021994L, // tmpfs, also that of the device files
                    0xEF53L, // ext2, ext3, ext4
                    0x58465342L, // xfs
                    0x9123683EL, // btrfs
                    0xF2F52010L); // f2fs

    private static final int STRUCT_SIZE = 128;

    private LocalFileSystem() {}

    static boolean holds(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(STRUCT_SIZE, 8);
            return SystemCalls.call(SystemCall.FSTATFS, fd, struct.address()) >= 0
                    && TYPES.contains(struct.get(JAVA_LONG, 0));
        }
    }
}
