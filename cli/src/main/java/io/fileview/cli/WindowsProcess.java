package io.fileview.cli;

import io.fileview.windows.WindowsFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What Windows tells about this process. */
final class WindowsProcess {
    /** The size of PROCESS_MEMORY_COUNTERS, and where its WorkingSetSize is. */
    private static final int COUNTERS_BYTES = 72;

    private static final int WORKING_SET_SIZE = 16;

    private WindowsProcess() {}

    /** The size of the working set; -1 if it is unknown. */
    static long workingSetBytes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment counters = arena.allocate(COUNTERS_BYTES, Long.BYTES);
            counters.set(ValueLayout.JAVA_INT, 0, COUNTERS_BYTES);
            long self = WindowsFunction.of("GetCurrentProcess").call();
            return WindowsFunction.of("K32GetProcessMemoryInfo")
                    .succeeds(self, counters.address(), COUNTERS_BYTES)
                            ? counters.get(ValueLayout.JAVA_LONG, WORKING_SET_SIZE)
                            : -1;
        } catch (IllegalStateException | UnsupportedOperationException e) {
            return -1;
        }
    }
}
