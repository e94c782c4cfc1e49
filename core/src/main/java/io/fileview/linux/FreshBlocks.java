package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.ByteRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * Gives ext4 files other blocks where {@link Extents} misses some: blocks that count as never written
 * are exchanged for such blocks of a file without a name ({@code EXT4_IOC_MOVE_EXT}, which {@code
 * e4defrag(8)} uses). The kernel does that under the lock of each page, keeps its bytes, and forgets
 * which block it had; so the next write of the page is a first one. It refuses a page that somebody
 * has just changed.
 */
final class FreshBlocks {
    private static final long EXT4_IOC_MOVE_EXT = 0xC028660FL;
    private static final long FIGETBSZ = 2;
    private static final long O_RDWR = 2;
    private static final long O_TMPFILE = 0x400000;
    private static final long O_DIRECTORY_X86 = 0x10000;
    private static final long O_DIRECTORY_ARM = 0x4000;
    private static final long O_CLOEXEC = 0x80000;
    private static final long OWNER_ONLY = 0600;
    private static final long AT_ONCE = 64L << 20;
    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    private final long fd;
    private final Path directory;

    FreshBlocks(long fd, Path directory) {
        this.fd = fd;
        this.directory = directory;
    }

    /** Tells whether all went well. */
    boolean take(List<ByteRange> ranges) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(Integer.BYTES, 4);
            if (SystemCalls.call(
                    SystemCall.IOCTL, fd, FIGETBSZ, number.address())
                    < 0
                    || number.get(JAVA_INT, 0) <= 0) {
                return false;
            }
            long blockSize = number.get(JAVA_INT, 0);
            boolean all = true;
            for (ByteRange range : ranges) {
                for (long at = range.offset(); all && at < range.end(); at += AT_ONCE) {
                    all = exchange(arena, at, Math.min(AT_ONCE, range.end() - at), blockSize);
                }
            }
            return all;
        }
    }

    private boolean exchange(Arena arena, long offset, long length, long blockSize) {
        long first = offset / blockSize;
        long blocks = (offset + length - 1) / blockSize + 1 - first;
        long donor =
                SystemCalls.call(
                        SystemCall.OPENAT,
                        FileStatus.AT_FDCWD,
                        PathBytes.of(directory, arena).address(),
                        O_TMPFILE
                                | (ARM ? O_DIRECTORY_ARM : O_DIRECTORY_X86)
                                | O_RDWR
                                | O_CLOEXEC,
                        OWNER_ONLY);
        if (donor < 0) {
            return false;
        }
        try {
            if (SystemCalls.call(
                    SystemCall.FALLOCATE,
                    donor,
                    0,
                    first * blockSize,
                    blocks * blockSize)
                    < 0) {
                return false;
            }
            MemorySegment move = arena.allocate(40, 8);
            move.set(JAVA_INT, 4, (int) donor);
            move.set(JAVA_LONG, 8, first);
            move.set(JAVA_LONG, 16, first);
            move.set(JAVA_LONG, 24, blocks);
            return SystemCalls.call(
                    SystemCall.IOCTL, fd, EXT4_IOC_MOVE_EXT, move.address())
                    >= 0;
        } finally {
            SystemCalls.call(SystemCall.CLOSE, donor);
        }
    }
}
