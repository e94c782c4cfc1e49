package io.fileview.windows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Makes segments of addresses. */
final class NativeMemory {
    private NativeMemory() {}

    /**
     * Returns a segment over pages of a file that are mapped, which is valid until the arena is
     * closed. Only guarded access touches it.
     */
    @SuppressWarnings("restricted")
    static MemorySegment mapped(long address, long length, Arena arena, Object anchor) {
        // The cleanup action has no effect, but makes the anchor reachable from every slice.
        return MemorySegment.ofAddress(address)
                .reinterpret(length, arena, ignored -> Objects.requireNonNull(anchor));
    }

    /** Returns a segment over memory without a file, which is valid until the arena is closed. */
    @SuppressWarnings("restricted")
    static MemorySegment own(long address, long length, Arena arena) {
        return MemorySegment.ofAddress(address).reinterpret(length, arena, null);
    }
}
