package io.fileview.windows;

import io.fileview.Protection;
import java.util.ArrayList;
import java.util.List;

/** Maps views of several sections of memory one behind the other, each into a placeholder. */
final class MemoryViews {
    private static final WindowsFunction VIRTUAL_ALLOC_2 = WindowsFunction.of("VirtualAlloc2");
    private static final WindowsFunction VIRTUAL_FREE = WindowsFunction.of("VirtualFree");
    private static final WindowsFunction MAP_VIEW_OF_FILE_3 =
            WindowsFunction.of("MapViewOfFile3");

    private static final long THIS_PROCESS = -1;
    private static final long MEM_RESERVE = 0x2000;
    private static final long MEM_RESERVE_PLACEHOLDER = 0x40000;
    private static final long MEM_RELEASE = 0x8000;
    private static final long MEM_PRESERVE_PLACEHOLDER = 0x2;
    private static final long MEM_REPLACE_PLACEHOLDER = 0x4000;
    private static final long PAGE_NOACCESS = 0x01;
    private static final long PAGE_READONLY = 0x02;
    private static final long PAGE_READWRITE = 0x04;
    private static final long PAGE_WRITECOPY = 0x08;

    /** The first error, or 0. */
    private int error;

    /** Returns whether this version of Windows can do it. */
    static boolean arePossible() {
        return VIRTUAL_ALLOC_2.isPresent() && MAP_VIEW_OF_FILE_3.isPresent();
    }

    int error() {
        return error;
    }

    /**
     * Maps bytes of sections that lie one behind the other.
     *
     * @param offset where the bytes start in the memory
     * @param size the number of bytes
     * @return the views, or {@link SectionViews#NONE} after an error
     */
    SectionViews map(
            List<MemorySection> sections, long offset, long size, Protection protection) {
        long end = Rounding.up(offset + size, SystemPages.SIZE);
        long start =
                VIRTUAL_ALLOC_2.call(
                        THIS_PROCESS,
                        0,
                        end - offset,
                        MEM_RESERVE | MEM_RESERVE_PLACEHOLDER,
                        PAGE_NOACCESS,
                        0,
                        0);
        if (start == 0) {
            error = WindowsFunction.lastError();
            return SectionViews.NONE;
        }
        List<Long> bases = new ArrayList<>();
        long done = offset;
        for (MemorySection section : sections) {
            long to = Math.min(end, section.end());
            if (error == 0 && done < to && section.offset() <= done) {
                long base = start + done - offset;
                replace(section, done, base, to - done, to < end, protection);
                if (error == 0) {
                    bases.add(base);
                    done = to;
                }
            }
        }
        if (error == 0) {
            return new SectionViews(List.copyOf(bases), size);
        }
        new SectionViews(bases, size).unmap();
        return SectionViews.NONE;
    }

    /** Replaces the start of the last placeholder by a view, or gives back all of it. */
    private void replace(
            MemorySection section,
            long from,
            long base,
            long size,
            boolean isFollowed,
            Protection protection) {
        if (isFollowed
                && !VIRTUAL_FREE.succeeds(base, size, MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER)) {
            error = WindowsFunction.lastError();
            VIRTUAL_FREE.call(base, 0, MEM_RELEASE);
            return;
        }
        long page =
                switch (protection) {
                    case READ_ONLY -> PAGE_READONLY;
                    case READ_WRITE -> PAGE_READWRITE;
                    case COPY_ON_WRITE -> PAGE_WRITECOPY;
                };
        long mapped =
                MAP_VIEW_OF_FILE_3.call(
                        section.handle(),
                        THIS_PROCESS,
                        base,
                        from - section.offset(),
                        size,
                        MEM_REPLACE_PLACEHOLDER,
                        page,
                        0,
                        0);
        if (mapped == 0) {
            error = WindowsFunction.lastError();
            VIRTUAL_FREE.call(base, 0, MEM_RELEASE);
            if (isFollowed) {
                VIRTUAL_FREE.call(base + size, 0, MEM_RELEASE);
            }
        }
    }
}
