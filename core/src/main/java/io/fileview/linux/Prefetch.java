package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.PageUnreadableException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Brings ranges into memory and waits for them in the kernel. */
final class Prefetch {
    private static final long MADV_WILLNEED = 3;
    static final long MADV_POPULATE_READ = 22;

    /** So much at a time, so that a long prefetch does not hold the kernel's locks for long. */
    private static final long CHUNK = 64L << 20;

    private static final int READ_BUFFER = 1 << 20;

    private final LinuxRange range;

    Prefetch(LinuxRange range) {
        this.range = range;
    }

    void run(List<ByteRange> ranges) throws IOException {
        for (ByteRange bytes : ranges) {
            range.requireCovered(bytes);
        }
        for (ByteRange bytes : ranges) {
            // All reads are started before the first is waited for. It is only a hint: what matters
            // is said by the second call.
            SystemCalls.call(
                    SystemCall.MADVISE, range.start(bytes), range.size(bytes), MADV_WILLNEED);
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
                        () -> SystemCalls.call(
                                SystemCall.MADVISE,
                                range.start(bytes),
                                range.size(bytes),
                                MADV_POPULATE_READ));
        if (result == -Errno.EINVAL) {
            result = read(bytes); // before Linux 5.14
        }
        if (result < 0) {
            range.requireCovered(bytes);
            throw new PageUnreadableException(
                    range.place(bytes).withError(Errno.name(result)),
                    "a page between offset "
                            + range.place(bytes).offset()
                            + " and the "
                            + bytes.length()
                            + " bytes after it cannot be read: "
                            + Errno.name(result),
                    null);
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
                                        range.section().fd(),
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
