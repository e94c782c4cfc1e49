package io.fileview.linux;

/**
 * The system calls that the engine makes, with their numbers on x86-64 and aarch64 (kernel sources:
 * {@code arch/x86/entry/syscalls/syscall_64.tbl} and {@code include/uapi/asm-generic/unistd.h}).
 */
enum SystemCall {
    CLOSE(3, 57),
    LSEEK(8, 62),
    MMAP(9, 222),
    MUNMAP(11, 215),
    RT_SIGACTION(13, 134),
    IOCTL(16, 29),
    PREAD(17, 67),
    PWRITE(18, 68),
    MREMAP(25, 216),
    MSYNC(26, 227),
    MINCORE(27, 232),
    MADVISE(28, 233),
    SOCKET(41, 198),
    SENDTO(44, 206),
    FCNTL(72, 25),
    FSYNC(74, 82),
    FDATASYNC(75, 83),
    FTRUNCATE(77, 46),
    GETCWD(79, 17),
    FCHMOD(91, 52),
    FCHOWN(93, 55),
    GETEUID(107, 175),
    FSTATFS(138, 44),
    MLOCK(149, 228),
    MUNLOCK(150, 229),
    PRCTL(157, 167),
    FSETXATTR(190, 7),
    FGETXATTR(193, 10),
    FLISTXATTR(196, 13),
    FREMOVEXATTR(199, 16),
    FADVISE(221, 223),
    OPENAT(257, 56),
    NEWFSTATAT(262, 79),
    UNLINKAT(263, 35),
    LINKAT(265, 37),
    READLINKAT(267, 78),
    SYNC_FILE_RANGE(277, 84),
    UTIMENSAT(280, 88),
    FALLOCATE(285, 47),
    PRLIMIT(302, 261),
    RENAMEAT2(316, 276),
    MEMFD_CREATE(319, 279),
    MLOCK2(325, 284),
    COPY_FILE_RANGE(326, 285),
    PWRITEV2(328, 287),
    STATX(332, 291),
    CACHESTAT(451, 451);

    private final int x86;
    private final int arm;

    SystemCall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    /** Returns whether this is what undoes other calls. */
    boolean undoes() {
        return this == CLOSE || this == MUNMAP || this == MREMAP || this == MUNLOCK;
    }

    int number(boolean onArm) {
        return onArm ? arm : x86;
    }
}
