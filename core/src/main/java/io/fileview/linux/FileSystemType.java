package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/**
 * The type of the file system that a file is on ({@code statfs(2)}).
 *
 * @param magic its number in linux/magic.h, or 0 if the kernel does not tell
 */
record FileSystemType(long magic) {
    private static final long TMPFS = 0x01021994L; // device files are on one, too
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

    /** Tells whether the files have no disk. */
    boolean isInMemory() {
        return IN_MEMORY.contains(magic);
    }

    /**
     * Tells whether this kernel alone decides what stays in the file cache. A file system that is
     * served over a network or by a program drops cached pages, uncounted, when its server says so.
     */
    boolean countsEvictions() {
        return LOCAL.contains(magic);
    }
}
