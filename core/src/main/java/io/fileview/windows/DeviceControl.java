package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Requests to a file system that have no function of their own (DeviceIoControl). */
final class DeviceControl {
    private static final WindowsFunction DEVICE_IO_CONTROL =
            WindowsFunction.of("DeviceIoControl");

    /**
     * The answer to a request.
     *
     * @param error 0, or the error number
     * @param size the number of bytes that were returned
     */
    record Answer(int error, int size) {}

    private DeviceControl() {}

    /** Makes a request; null is no data. */
    static Answer call(
            long handle, int code, @Nullable MemorySegment in, @Nullable MemorySegment out) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(JAVA_INT);
            boolean succeeded =
                    DEVICE_IO_CONTROL.succeeds(
                            handle,
                            code,
                            in == null ? 0 : in.address(),
                            in == null ? 0 : in.byteSize(),
                            out == null ? 0 : out.address(),
                            out == null ? 0 : out.byteSize(),
                            size.address(),
                            0);
            return new Answer(
                    succeeded ? 0 : WindowsFunction.lastError(), size.get(JAVA_INT, 0));
        }
    }
}
