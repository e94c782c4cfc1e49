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
    private static final long OVERLAY = 0x794C7630L;
    private static final long FUSE = 0x65735546L;
    private static final long UNKNOWN = 0;

    private static final Set<Long> IN_MEMORY = Set.of(TMPFS, RAMFS, HUGETLBFS);
    private static final Set<Long> LOCAL = Set.of(TMPFS, HUGETLBFS, EXT, XFS, BTRFS, F2FS);
    private static final int STRUCT_SIZE = 128;

    /** Returns an unknown type if the kernel does not tell it. */
    static FileSystemType of(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(STRUCT_SIZE, 8);
            long result = SystemCalls.call(SystemCall.FSTATFS, fd, struct.address());
            return new FileSystemType(result < 0 ? UNKNOWN : struct.get(JAVA_LONG, 0));
        }
    }

    /**
     * Returns whether the files are those of other file systems. The pages of such a file belong to
     * the inode of the file below. {@code cachestat(2)} and {@code sync_file_range(2)} take the
     * overlay's inode, which has no pages: the first counts none, and the second writes none and
     * reports no error (observed on Linux 6.18). {@code msync(2)}, {@code fdatasync(2)}, {@code
     * mincore(2)}, {@code posix_fadvise(2)} and the FIEMAP ioctl reach the file below.
     */
    boolean isOverlay() {
        return magic == OVERLAY;
    }

    /** Returns whether the pages of a file may belong to another inode than its own. */
    boolean mayCacheElsewhere() {
        return isOverlay() || magic == UNKNOWN;
    }

    /**
     * Returns whether mapped pages of a file may be missed by {@code sync_file_range(2)}. On FUSE
     * they are those of a file that its server has passed through (Linux 6.9).
     */
    boolean mayWriteElsewhere() {
        return mayCacheElsewhere() || magic == FUSE;
    }

    /** Returns whether the files consist of huge pages, whose size is the block size. */
    boolean isHugePages() {
        return magic == HUGETLBFS;
    }

    /** Returns whether the files exist in memory only. */
    boolean isInMemory() {
        return IN_MEMORY.contains(magic);
    }

    /** Returns whether the pages of a file may be larger than those of other files. */
    boolean hasPagesOfItsOwnSize() {
        return magic == HUGETLBFS;
    }

    /** Returns whether no other machine or program changes the files past this kernel. */
    boolean isLocal() {
        return LOCAL.contains(magic);
    }

    /**
     * Returns whether only this kernel evicts pages of the files. A file system that is served over
     * a network or by a program also evicts pages, uncounted, at the request of its server.
     */
    boolean countsEvictions() {
        return LOCAL.contains(magic);
    }
}
