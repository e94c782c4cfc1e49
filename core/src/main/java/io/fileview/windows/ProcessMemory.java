package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Copies memory of this process by calls of the system, which report a page that cannot be accessed
 * as their error. The thread is in native state while it waits for a page.
 */
final class ProcessMemory {
    private static final WindowsFunction READ = WindowsFunction.of("ReadProcessMemory");

    /** WriteProcessMemory may change the protection of pages for a moment; this does not. */
    private static final WindowsFunction WRITE = WindowsFunction.of("NtWriteVirtualMemory");

    private static final WindowsFunction ERROR_OF = WindowsFunction.of("RtlNtStatusToDosError");
    private static final long THIS_PROCESS = -1;

    /** The error for bytes of which some could not be copied. */
    static final int ERROR_PARTIAL_COPY = 299;

    private ProcessMemory() {}

    /**
     * Copies bytes of any pages to memory of one's own.
     *
     * @return 0, or the error; then not all of the bytes have been copied
     */
    static int read(long address, MemorySegment into) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_LONG);
            if (!READ.succeeds(
                    THIS_PROCESS, address, into.address(), into.byteSize(), count.address())) {
                return WindowsFunction.lastError();
            }
            return count.get(JAVA_LONG, 0) == into.byteSize() ? 0 : ERROR_PARTIAL_COPY;
        }
    }

    /**
     * Copies memory of one's own to any pages.
     *
     * @return 0, or the error; then not all of the bytes have been copied
     */
    static int write(long address, MemorySegment from) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_LONG);
            int status =
                    WRITE.callInt(
                            THIS_PROCESS,
                            address,
                            from.address(),
                            from.byteSize(),
                            count.address());
            if (status < 0) {
                return ERROR_OF.callInt(status);
            }
            return count.get(JAVA_LONG, 0) == from.byteSize() ? 0 : ERROR_PARTIAL_COPY;
        }
    }
}
