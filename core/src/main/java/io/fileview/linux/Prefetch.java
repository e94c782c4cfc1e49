package io.fileview.linux;

import io.fileview.ByteRange;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Reads ranges into memory, and waits for the reads in the kernel. Holes of a file are left out:
 * there is nothing to read, and their pages would take up memory, on tmpfs that of the file system.
 */
final class Prefetch {
    static final long MADV_POPULATE_READ = 22;

    private static final long MADV_WILLNEED = 3;

    /**
     * The maximum of one call, so that a long prefetch does not hold the kernel's locks for long.
     */
    private static final long CHUNK = 64L << 20;

    /**
     * The kernel reads no more for one hint than its read-ahead or the largest request of the device,
     * whichever is more, and ignores the rest (mm/readahead.c, observed on Linux 6.18). This is the
     * least that is common. Where advice switches the read-ahead off, what no hint has read is read
     * page by page, which takes twenty times as long.
     */
    private static final long HINT = 128L << 10;

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
            eachRunOfData(bytes, this::hint);
        }
        for (ByteRange bytes : ranges) {
            eachRunOfData(bytes, this::populateAll);
            range.requireInFile(bytes); // what has been cut off meanwhile looked like a hole
        }
    }

    /** Starts the reads, and returns the first error, negated, or else 0. */
    long start(ByteRange bytes) throws IOException {
        long[] result = new long[1];
        eachRunOfData(
                bytes,
                data -> {
                    long error = hint(data);
                    result[0] = result[0] < 0 ? result[0] : Math.min(0, error);
                });
        return result[0];
    }

    /** Returns the first error, negated, or else 0. */
    private long hint(ByteRange data) {
        long result = 0;
        for (long done = 0; done < data.length() && result >= 0; done += HINT) {
            result =
                    range.madvise(
                            new ByteRange(
                                    data.offset() + done, Math.min(HINT, data.length() - done)),
                            MADV_WILLNEED);
        }
        return Math.min(0, result);
    }

    private interface Use {
        void of(ByteRange data) throws IOException;
    }

    private void eachRunOfData(ByteRange bytes, Use use) throws IOException {
        Descriptor file = range.file();
        if (file.isMemory() || !file.type().isLocal()
                || !FileStatus.of(file.fd(), file.name()).mayHaveHoles()) {
            use.of(bytes);
            return;
        }
        long start = range.place(new ByteRange(0, 0)).offset();
        new PositionedIo(file)
                .eachRunOfData(
                        start + bytes.offset(),
                        start + bytes.end(),
                        (from, to) -> use.of(new ByteRange(from - start, to - from)));
    }

    private void populateAll(ByteRange bytes) throws IOException {
        for (long done = 0; done < bytes.length(); done += CHUNK) {
            populate(
                    new ByteRange(
                            bytes.offset() + done, Math.min(CHUNK, bytes.length() - done)));
        }
    }

    private void populate(ByteRange bytes) throws IOException {
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> range.madvise(bytes, MADV_POPULATE_READ));
        if (result == -Errno.EINVAL || Denial.explains(result, SystemCall.MADVISE)) {
            result = read(bytes); // before Linux 5.14, or where a filter denies madvise
        }
        if (result < 0) {
            range.requireInFile(bytes);
            if (range.file().isWithoutRoomInMemory()) {
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
