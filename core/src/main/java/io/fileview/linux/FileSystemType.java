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
    private static final long PROC = 0x9fa0L;
    private static final long UNKNOWN = 0;

    /**
     * File systems through which the kernel shows what it knows: proc, sysfs, cgroup, cgroup2,
     * debugfs, tracefs, securityfs, configfs, pstore, bpf, selinuxfs, fusectl, binfmt_misc, resctrl,
     * nfsd and rpc_pipefs.
     */
    private static final Set<Long> MADE_WHEN_READ =
            Set.of(
                    PROC, 0x62656572L, 0x27e0ebL, 0x63677270L, 0x64626720L, 0x74726163L,
                    0x73636673L, 0x62656570L, 0x6165676cL, 0xcafe4a11L, 0xf97cff8cL, 0x65735543L,
                    0x42494e4dL, 0x7655821L, 0x6e667364L, 0x67596969L);

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

    /** Returns the type of the file system of a path, without opening the file itself. */
    static FileSystemType at(int directory, MemorySegment path, long flags) {
        long fd = DirectoryDescriptor.openAt(directory, path, OpenFlags.O_PATH | flags, 0);
        if (fd < 0) {
            return new FileSystemType(UNKNOWN);
        }
        try {
            return of((int) fd);
        } finally {
            SystemCalls.call(SystemCall.CLOSE, fd);
        }
    }

    /** Returns whether files whose size is 0 may have content, which is made when it is read. */
    boolean makesFilesWhenRead() {
        return MADE_WHEN_READ.contains(magic);
    }

    /** Returns whether it is that of {@code /proc}. */
    boolean isProc() {
        return magic == PROC;
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
