package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.ByteRange;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Replaces blocks of an ext4 file that {@link Extents} reports as missing: exchanges unwritten
 * blocks for unwritten blocks of an unnamed file ({@code EXT4_IOC_MOVE_EXT}, which {@code
 * e4defrag(8)} uses). The kernel does that under the lock of each page, keeps its bytes, and
 * forgets its old block, so the next write of the page is the first one of its block. It fails for
 * a page that has just been changed.
 */
final class FreshBlocks {
    private static final long EXT4_IOC_MOVE_EXT = 0xC028660FL;
    private static final long FIGETBSZ = 2;
    private static final long AT_ONCE = 64L << 20;

    private final Descriptor file;

    FreshBlocks(Descriptor file) {
        this.file = file;
    }

    /** Exchanges the blocks of ranges, and returns false if that failed for some of them. */
    boolean take(List<ByteRange> ranges) {
        try (DirectoryDescriptor donors = new CurrentLocation(file).directoryOfFileSystem();
                Arena arena = Arena.ofConfined()) {
            if (donors == null) {
                return false;
            }
            MemorySegment number = arena.allocate(Integer.BYTES, 4);
            if (SystemCalls.call(
                    SystemCall.IOCTL, file.fd(), FIGETBSZ, number.address())
                    < 0
                    || number.get(JAVA_INT, 0) <= 0) {
                return false;
            }
            long blockSize = number.get(JAVA_INT, 0);
            boolean all = true;
            for (ByteRange range : ranges) {
                for (long at = range.offset(); all && at < range.end(); at += AT_ONCE) {
                    all =
                            exchange(
                                    donors,
                                    arena,
                                    at,
                                    Math.min(AT_ONCE, range.end() - at),
                                    blockSize);
                }
            }
            return all;
        } catch (IOException noDirectory) {
            return false;
        }
    }

    private boolean exchange(
            DirectoryDescriptor donors, Arena arena, long offset, long length, long blockSize) {
        long first = offset / blockSize;
        long blocks = (offset + length - 1) / blockSize + 1 - first;
        long donor = donors.openUnnamed();
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
                    SystemCall.IOCTL, file.fd(), EXT4_IOC_MOVE_EXT, move.address())
                    >= 0;
        } finally {
            SystemCalls.call(SystemCall.CLOSE, donor);
        }
    }
}
