package io.fileview.win32;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The functions that operate on sections and views; see {@link SectionFunctions}. */
interface SectionApi {
    Created create(@Nullable Handle file, int protect, long size, @Nullable String name, int node)
            throws IOException;

    Handle open(int access, @Nullable String name) throws IOException;

    /**
     * What {@code MapViewOfFileExNuma} is asked for.
     *
     * @param section the section's handle
     * @param access the {@code FILE_MAP_} bits
     * @param offset bytes from the start of the section
     * @param size bytes, or 0 for everything to the end
     * @param base the requested address, or 0
     * @param node a NUMA node, or {@code NUMA_NO_PREFERRED_NODE}
     */
    record ViewRequest(
            @Nullable Handle section, int access, long offset, long size, long base, int node) {}

    Address map(ViewRequest request) throws IOException;

    /**
     * What {@code MapViewOfFile3} is asked for.
     *
     * @param section the section's handle
     * @param process the process, or null
     * @param base the requested address, or 0
     * @param offset bytes from the start of the section
     * @param size bytes, or 0 for everything to the end
     * @param type the {@code MEM_} bits
     * @param protect the page protection
     */
    record PlacedViewRequest(
            @Nullable Handle section,
            @Nullable Handle process,
            long base,
            long offset,
            long size,
            int type,
            int protect) {}

    Address map3(PlacedViewRequest request) throws IOException;

    void unmap(long address) throws IOException;

    void unmapEx(long address, int flags) throws IOException;

    void unmap2(@Nullable Handle process, long address, int flags) throws IOException;

    void flush(long address, long size) throws IOException;

    String fileName(long address) throws IOException;
}
