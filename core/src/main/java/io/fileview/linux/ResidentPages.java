package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;

/** Which mapped pages are in memory ({@code mincore(2)}). */
final class ResidentPages {
    /** The pages that are looked at by one call. */
    static final int AT_ONCE = 1 << 20;

    private ResidentPages() {}

    /**
     * Finds the pages that are in memory.
     *
     * @param address where the first page is
     * @param count the number of pages
     * @param found is given each page that is in memory, counted from the first
     * @return 0, or the negated error number
     */
    static long find(long address, long count, LongConsumer found) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vector = arena.allocate(Math.min(count, AT_ONCE));
            for (long done = 0; done < count; done += AT_ONCE) {
                long part = Math.min(AT_ONCE, count - done);
                long result =
                        SystemCalls.call(
                                SystemCall.MINCORE,
                                address + done * Pages.SIZE,
                                part * Pages.SIZE,
                                vector.address());
                if (result < 0) {
                    return result;
                }
                for (long i = 0; i < part; i++) {
                    if ((vector.get(JAVA_BYTE, i) & 1) != 0) {
                        found.accept(done + i);
                    }
                }
            }
            return 0;
        }
    }
}
