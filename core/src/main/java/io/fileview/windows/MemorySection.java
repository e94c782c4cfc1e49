package io.fileview.windows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A section of memory, for all of which the system has memory. It is mapped as long as it exists.
 *
 * @param handle the section
 * @param offset where its first byte is in the memory that it is a part of
 * @param capacity the number of bytes, a multiple of {@link SystemPages#GRANULARITY}
 * @param address where it is mapped
 */
record MemorySection(long handle, long offset, long capacity, long address) {
    long end() {
        return offset + capacity;
    }

    /** Returns bytes of this section, which are valid until it is closed. */
    MemorySegment bytes(long from, long to) {
        return NativeMemory.own(address, capacity, Arena.global())
                .asSlice(from - offset, to - from);
    }

    /** Gives up the section. Views of it that are mapped keep its memory. */
    void close() {
        SectionViews.one(address, capacity).unmap();
        WindowsHandle.close(handle);
    }
}
