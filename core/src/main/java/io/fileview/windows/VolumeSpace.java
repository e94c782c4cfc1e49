package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The room on the volume of an open file (NtQueryVolumeInformationFile). */
final class VolumeSpace {
    private static final int FULL_SIZE_INFORMATION = 7;

    private static final WindowsFunction QUERY_VOLUME =
            WindowsFunction.of("NtQueryVolumeInformationFile");

    private VolumeSpace() {}

    /** Returns how many bytes the user may add; the largest number if that is unknown. */
    static long free(long handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(16, 8);
            MemorySegment size = arena.allocate(32, 8);
            int status =
                    QUERY_VOLUME.callInt(
                            handle,
                            block.address(),
                            size.address(),
                            size.byteSize(),
                            FULL_SIZE_INFORMATION);
            if (status < 0) {
                return Long.MAX_VALUE;
            }
            long unit = (long) size.get(JAVA_INT, 24) * size.get(JAVA_INT, 28);
            return Math.multiplyExact(size.get(JAVA_LONG, 8), unit);
        } catch (ArithmeticException unlimited) {
            return Long.MAX_VALUE;
        }
    }
}
