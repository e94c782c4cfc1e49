package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads and writes native memory at positions of a file. */
final class PositionedIo {
    /** One call: the system may lack the resources for more, above all over a network. */
    private static final long MOST = 16 << 20;

    private static final long OVERLAPPED_SIZE = 32;
    private static final int POSITION_AT = 16;

    private static final WindowsFunction READ_FILE = WindowsFunction.of("ReadFile");
    private static final WindowsFunction WRITE_FILE = WindowsFunction.of("WriteFile");

    private final WindowsHandle file;

    PositionedIo(WindowsHandle file) {
        this.file = file;
    }

    /** Reads until the segment is full or the file ends. */
    long read(MemorySegment into, long position) throws IOException {
        try (Transfer transfer = new Transfer(READ_FILE)) {
            long done = 0;
            while (done < into.byteSize()) {
                long start = done;
                int error = Retries.ofWriting(() -> transfer.call(into, start, position));
                if (WindowsError.ERROR_HANDLE_EOF.is(error)) {
                    break;
                }
                if (error != 0) {
                    Place place = rest(into, done, position);
                    throw WindowsError.ERROR_LOCK_VIOLATION.is(error)
                            ? WindowsErrors.failure(
                                    place, WindowsErrors.range(place) + " cannot be read", error)
                            : WindowsErrors.readFailure(place, error);
                }
                if (transfer.bytes() == 0) {
                    break;
                }
                done += transfer.bytes();
            }
            return done;
        }
    }

    /** Writes all bytes of the segment. */
    void write(MemorySegment from, long position) throws IOException {
        try (Transfer transfer = new Transfer(WRITE_FILE)) {
            long done = 0;
            while (done < from.byteSize()) {
                long start = done;
                int error = Retries.ofWriting(() -> transfer.call(from, start, position));
                if (error == 0 && transfer.bytes() == 0) {
                    error = WindowsError.ERROR_WRITE_FAULT.number(); // or this would not end
                }
                if (error != 0) {
                    throw WindowsErrors.writeFailure(rest(from, done, position), error);
                }
                done += transfer.bytes();
            }
        }
    }

    /** The memory for the calls of one transfer. */
    private final class Transfer implements AutoCloseable {
        private final WindowsFunction function;
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment overlapped = arena.allocate(OVERLAPPED_SIZE, 8);
        private final MemorySegment count = arena.allocate(JAVA_INT);

        Transfer(WindowsFunction function) {
            this.function = function;
        }

        /** Returns 0, or the error number. */
        int call(MemorySegment memory, long done, long position) {
            overlapped.fill((byte) 0);
            overlapped.set(JAVA_LONG, POSITION_AT, position + done);
            count.set(JAVA_INT, 0, 0);
            return function.succeeds(
                    file.value(),
                    memory.address() + done,
                    Math.min(MOST, memory.byteSize() - done),
                    count.address(),
                    overlapped.address())
                            ? 0
                            : WindowsFunction.lastError();
        }

        long bytes() {
            return count.get(JAVA_INT, 0);
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    private Place rest(MemorySegment memory, long done, long position) {
        return Place.of(file.name(), position + done, memory.byteSize() - done);
    }
}
