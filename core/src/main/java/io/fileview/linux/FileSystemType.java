package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/**
 * The type of a file's file system ({@code statfs(2)}).
 *
 * @param magic its number in linux/magic.h, or 0 if unknown
 */
record FileSystemType(long magic) {
    private static final long TMPFS = 0x01021994L; // also holds device files
    private static final long RAMFS = 0x858458f6L;
    private static final long HUGETLBFS = 0x958458f6L;
    private static final long EXT = 0xEF53L;
    private static final long XFS = 0x58465342L;
    private static final long BTRFS = 0x9123683EL;
    private static final long F2FS = 0xF2F52010L;

    private static final Set<Long> IN_MEMORY = Set.of(TMPFS, RAMFS, HUGETLBFS);
    private static final Set<Long> LOCAL = Set.of(TMPFS, EXT, XFS, BTRFS, F2FS);
    private static final int STRUCT_SIZE = 128;

    static FileSystemType of(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(STRUCT_SIZE, 8);
            long result = SystemCalls.call(SystemCall.FSTATFS, fd, struct.address());
            return new FileSystemType(result < 0 ? 0 : struct.get(JAVA_LONG, 0));
        }
    }

    /** Returns whether the files exist in memory only. */
    boolean isInMemory() {
        return IN_MEMORY.contains(magic);
    }

    /**
     * Returns whether only this kernel evicts pages of the files. A file system that is served over
     * a network or by a program also evicts pages, uncounted, at the request of its server.
     */
    boolean countsEvictions() {
        return LOCAL.contains(magic);
    }
}
