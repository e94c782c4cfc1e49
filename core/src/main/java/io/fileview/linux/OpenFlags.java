package io.fileview.linux;

/**
 * Flags and limits of {@code open(2)} and of the calls that take a directory descriptor ({@code
 * fcntl.h}).
 */
final class OpenFlags {
    static final long O_RDONLY = 0;
    static final long O_RDWR = 2;
    static final long O_CREAT = 0x40;
    static final long O_EXCL = 0x80;
    static final long O_NOCTTY = 0x100;
    static final long O_NONBLOCK = 0x800;
    static final long O_CLOEXEC = 0x80000;
    static final long O_PATH = 0x200000;

    /** This flag and the next have different values on aarch64 and x86-64. */
    static final long O_DIRECTORY = SystemCalls.ARM ? 0x4000 : 0x10000;

    static final long O_NOFOLLOW = SystemCalls.ARM ? 0x8000 : 0x20000;
    static final long O_TMPFILE = 0x400000 | O_DIRECTORY;

    static final int AT_FDCWD = -100;
    static final long AT_SYMLINK_NOFOLLOW = 0x100;
    static final long AT_SYMLINK_FOLLOW = 0x400;
    static final long AT_EMPTY_PATH = 0x1000;
    static final long AT_STATX_FORCE_SYNC = 0x2000;

    /** The number of symbolic links that the kernel follows ({@code path_resolution(7)}). */
    static final int MOST_LINKS = 40;

    static final long OWNER_ONLY = 0600;
    static final long BY_UMASK = 0666;

    private OpenFlags() {}
}
