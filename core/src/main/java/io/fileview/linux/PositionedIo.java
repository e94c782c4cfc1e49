package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads and writes native memory at positions of a file. */
final class PositionedIo {
    private static final long SEEK_DATA = 3;
    private static final long SEEK_HOLE = 4;

    private final Descriptor file;

    PositionedIo(Descriptor file) {
        this.file = file;
    }

    /** Reads until the segment is full or the file ends. */
    long read(MemorySegment into, long position) throws IOException {
        long done = 0;
        while (done < into.byteSize()) {
            long read = transfer(SystemCall.PREAD, into, done, position);
            if (read < 0) {
                throw LinuxErrors.readFailure(rest(into, done, position), read);
            }
            if (read == 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    /** Returns where the next bytes are that are in no hole ({@code lseek(2)}). */
    long nextData(long position) throws IOException {
        return seek(position, SEEK_DATA, position);
    }

    /** Returns where the next hole starts; the end of the file counts as one. */
    long nextHole(long position) throws IOException {
        return seek(position, SEEK_HOLE, Long.MAX_VALUE);
    }

    /** Uses bytes from one position of the file to another. */
    interface Use {
        void of(long from, long to) throws IOException;
    }

    /** Uses the parts of a range of the file that are in no hole. */
    void eachRunOfData(long start, long end, Use use) throws IOException {
        for (long from = start; from < end;) {
            long data = Math.max(from, nextData(from));
            if (data >= end) {
                return;
            }
            // A hole that has been punched meanwhile may start before the data.
            long hole = Math.min(end, Math.max(data + 1, nextHole(data)));
            use.of(data, hole);
            from = hole;
        }
    }

    /** Returns the number of bytes of a range of the file that are in holes. */
    long holes(long start, long end) throws IOException {
        long[] holes = {end - start};
        eachRunOfData(start, end, (from, to) -> holes[0] -= to - from);
        return holes[0];
    }

    private long seek(long position, long whence, long ifUnknown) throws IOException {
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> SystemCalls.call(SystemCall.LSEEK, file.fd(), position, whence));
        if (result == -Errno.ENXIO) {
            return Long.MAX_VALUE;
        }
        if (result == -Errno.EINVAL || result == -Errno.EOPNOTSUPP) {
            return ifUnknown; // The file system knows no holes.
        }
        if (Denial.explains(result, SystemCall.LSEEK)) {
            return ifUnknown; // Nobody may ask for them.
        }
        if (result < 0) {
            throw LinuxErrors.readFailure(Place.of(file.name(), position, 1), result);
        }
        return result;
    }

    /** Writes all bytes of the segment. */
    void write(MemorySegment from, long position) throws IOException {
        long done = 0;
        while (done < from.byteSize()) {
            long written = transfer(SystemCall.PWRITE, from, done, position);
            if (written < 0) {
                throw LinuxErrors.writeFailure(rest(from, done, position), written);
            }
            done += written;
        }
    }

    /**
     * Copies bytes within the kernel ({@code copy_file_range(2)}).
     *
     * @return the number of bytes; 0 after any error, which a read or a write will meet again
     */
    long copyFrom(Descriptor source, long position, long length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment offsets = arena.allocate(2L * Long.BYTES, Long.BYTES);
            long result =
                    SystemCalls.untilNotInterrupted(
                            () -> {
                                offsets.set(JAVA_LONG, 0, position);
                                offsets.set(JAVA_LONG, Long.BYTES, position);
                                return SystemCalls.call(
                                        SystemCall.COPY_FILE_RANGE,
                                        source.fd(),
                                        offsets.address(),
                                        file.fd(),
                                        offsets.address() + Long.BYTES,
                                        length,
                                        0);
                            });
            return Math.max(0, result);
        }
    }

    private long transfer(SystemCall call, MemorySegment memory, long done, long position) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(
                        call,
                        file.fd(),
                        memory.address() + done,
                        memory.byteSize() - done,
                        position + done));
    }

    private Place rest(MemorySegment memory, long done, long position) {
        return Place.of(file.name(), position + done, memory.byteSize() - done);
    }
}
