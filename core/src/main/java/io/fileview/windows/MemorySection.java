package io.fileview.windows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A section of memory, whose pages take memory only once they have been committed. It is mapped as
 * long as it exists.
 *
 * @param handle the section
 * @param offset where its first byte is in the memory that it is a part of
 * @param capacity the number of bytes, a multiple of {@link SystemPages#GRANULARITY}
 * @param address where it is mapped
 */
record MemorySection(long handle, long offset, long capacity, long address) {
    private static final WindowsFunction VIRTUAL_ALLOC = WindowsFunction.of("VirtualAlloc");
    private static final long MEM_COMMIT = 0x1000;
    private static final long PAGE_READWRITE = 0x04;

    long end() {
        return offset + capacity;
    }

    /**
     * Lets pages be accessed, through every view. Those that can be already stay as they are.
     *
     * @param from where the first byte is in the whole memory
     * @param to where the last byte ends
     * @return 0, or the error
     */
    int commit(long from, long to) {
        long first = Rounding.down(Math.max(from, offset) - offset, SystemPages.SIZE);
        long end = Math.min(to, end()) - offset;
        if (first >= end) {
            return 0;
        }
        boolean done =
                VIRTUAL_ALLOC.call(address + first, end - first, MEM_COMMIT, PAGE_READWRITE) != 0;
        return done ? 0 : WindowsFunction.lastError();
    }

    /** Returns committed bytes of this section, which are valid until it is closed. */
    MemorySegment bytes(long from, long to) {
        return NativeMemory.segmentAt(address, capacity, Arena.global(), this)
                .asSlice(from - offset, to - from);
    }

    /** Gives up the section. Views of it that are mapped keep its memory. */
    void close() {
        SectionViews.one(address, capacity).unmap();
        WindowsHandle.close(handle);
    }
}
