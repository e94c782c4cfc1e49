package io.fileview.windows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Makes segments of addresses. */
final class NativeMemory {
    private NativeMemory() {}

    /** Returns a segment over mapped memory, which is valid until the arena is closed. */
    @SuppressWarnings("restricted")
    static MemorySegment segmentAt(long address, long length, Arena arena, Object anchor) {
        // The cleanup action has no effect, but makes the anchor reachable from every slice.
        return MemorySegment.ofAddress(address)
                .reinterpret(length, arena, ignored -> Objects.requireNonNull(anchor));
    }
}
