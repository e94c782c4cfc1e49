package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.ByteRange;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a file that are on the disk, according to the file system (the {@code FS_IOC_FIEMAP}
 * ioctl; kernel documentation, filesystems/fiemap).
 *
 * <p>ext4 allocates blocks as unwritten, and marks a block as written when its first write
 * completes. If that write fails, the cached page keeps the location of the block, but not that it
 * is still unwritten. Later writes reach the block, yet reads from the disk return zeros (observed
 * on Linux 6.18).
 */
final class Extents {
    private static final long FS_IOC_FIEMAP = 0xC020660BL;
    private static final int HEADER_SIZE = 32;
    private static final int EXTENT_SIZE = 56;
    private static final int AT_ONCE = 64;
    private static final int UNWRITTEN = 0x800;
    private static final int DELAYED = 0x4;

    private final Descriptor file;

    Extents(Descriptor file) {
        this.file = file;
    }

    /**
     * Returns the parts that reads from the disk would not return; none if the file system does not
     * have the call: those that forget a write do.
     *
     * @throws IOException if the file system cannot answer
     */
    List<ByteRange> missing(List<ByteRange> ranges, long fileSize) throws IOException {
        List<ByteRange> missing = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment map = arena.allocate(HEADER_SIZE + AT_ONCE * (long) EXTENT_SIZE, 8);
            for (ByteRange range : ranges) {
                long length = Math.min(range.end(), fileSize) - range.offset();
                if (length > 0
                        && !collect(map, new ByteRange(range.offset(), length), missing)) {
                    return List.of();
                }
            }
        }
        return missing;
    }

    /** Returns false if the file system does not have the call. */
    private boolean collect(MemorySegment map, ByteRange range, List<ByteRange> missing)
            throws IOException {
        long at = range.offset();
        while (at < range.end()) {
            map.fill((byte) 0);
            map.set(JAVA_LONG, 0, at);
            map.set(JAVA_LONG, 8, range.end() - at);
            map.set(JAVA_INT, 24, AT_ONCE);
            long result =
                    SystemCalls.untilNotInterrupted(
                            () -> SystemCalls.call(
                                    SystemCall.IOCTL, file.fd(), FS_IOC_FIEMAP, map.address()));
            if (result == -Errno.EOPNOTSUPP || result == -Errno.ENOTTY) {
                return false;
            }
            if (result < 0) {
                throw LinuxErrors.failure(
                        Place.of(file.name(), range.offset(), range.length()),
                        "the file system does not tell which blocks are on the disk",
                        result);
            }
            int count = map.get(JAVA_INT, 20);
            for (int i = 0; i < count; i++) {
                long extent = HEADER_SIZE + i * (long) EXTENT_SIZE;
                long start = Math.max(at, map.get(JAVA_LONG, extent));
                long end =
                        Math.min(
                                range.end(),
                                map.get(JAVA_LONG, extent) + map.get(JAVA_LONG, extent + 16));
                add(missing, at, Math.min(start, range.end()));
                if ((map.get(JAVA_INT, extent + 40) & (UNWRITTEN | DELAYED)) != 0) {
                    add(missing, start, end);
                }
                at = Math.max(at, end);
            }
            if (count < AT_ONCE) {
                add(missing, at, range.end());
                at = range.end();
            }
        }
        return true;
    }

    private static void add(List<ByteRange> ranges, long start, long end) {
        if (start < end) {
            ranges.add(new ByteRange(start, end - start));
        }
    }
}
