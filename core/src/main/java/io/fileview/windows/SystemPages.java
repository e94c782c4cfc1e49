package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The sizes that the system maps files in (GetSystemInfo). */
final class SystemPages {
    private static final int PAGE_SIZE_AT = 4;
    private static final int GRANULARITY_AT = 40;
    private static final long INFO_SIZE = 48;

    /** The size of a page in bytes. */
    static final long SIZE;

    /** The unit of the offset of a view in its file, and of its address. */
    static final long GRANULARITY;

    static {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_SIZE, 8);
            WindowsFunction.of("GetSystemInfo").call(info.address());
            SIZE = Integer.toUnsignedLong(info.get(JAVA_INT, PAGE_SIZE_AT));
            GRANULARITY = Integer.toUnsignedLong(info.get(JAVA_INT, GRANULARITY_AT));
        }
    }

    private SystemPages() {}
}
