package io.fileview.linux;

import io.fileview.ByteRange;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Reads ranges into memory, and waits for the reads in the kernel. */
final class Prefetch {
    static final long MADV_POPULATE_READ = 22;

    private static final long MADV_WILLNEED = 3;

    /**
     * The maximum of one call, so that a long prefetch does not hold the kernel's locks for long.
     */
    private static final long CHUNK = 64L << 20;

    private static final int READ_BUFFER = 1 << 20;

    private final RangePages range;

    Prefetch(RangePages range) {
        this.range = range;
    }

    void run(List<ByteRange> ranges) throws IOException {
        for (ByteRange bytes : ranges) {
            range.requireInFile(bytes);
        }
        for (ByteRange bytes : ranges) {
            // Start all reads before waiting for the first. This is only a hint: the second call
            // reports errors.
            range.madvise(bytes, MADV_WILLNEED);
        }
        for (ByteRange bytes : ranges) {
            for (long done = 0; done < bytes.length(); done += CHUNK) {
                populate(
                        new ByteRange(
                                bytes.offset() + done, Math.min(CHUNK, bytes.length() - done)));
            }
        }
    }

    private void populate(ByteRange bytes) throws IOException {
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> range.madvise(bytes, MADV_POPULATE_READ));
        if (result == -Errno.EINVAL) {
            result = read(bytes); // before Linux 5.14
        }
        if (result < 0) {
            range.requireInFile(bytes);
            if (FileSystemRoom.isMissingInMemory(range.file())) {
                throw LinuxErrors.noRoomToRead(range.place(bytes));
            }
            throw LinuxErrors.readFailure(range.place(bytes), result);
        }
    }

    private long read(ByteRange bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(READ_BUFFER);
            long offset = range.pageOffset(bytes);
            long end = offset + range.size(bytes);
            while (offset < end) {
                long position = offset;
                long read =
                        SystemCalls.untilNotInterrupted(
                                () -> SystemCalls.call(
                                        SystemCall.PREAD,
                                        range.file().fd(),
                                        buffer.address(),
                                        READ_BUFFER,
                                        position));
                if (read <= 0) {
                    return read;
                }
                offset += read;
            }
            return 0;
        }
    }
}
