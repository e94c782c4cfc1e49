package io.fileview.windows;

import java.util.List;

/**
 * Views of sections, mapped one behind the other without a gap.
 *
 * @param bases the addresses of the views, in ascending order
 * @param size the number of bytes in all of them
 */
record SectionViews(List<Long> bases, long size) {
    private static final WindowsFunction UNMAP_VIEW_OF_FILE =
            WindowsFunction.of("UnmapViewOfFile");

    /** What a range of 0 bytes has, because no section has such a view. */
    static final SectionViews NONE = new SectionViews(List.of(), 0);

    static SectionViews one(long base, long size) {
        return new SectionViews(List.of(base), size);
    }

    /** Returns the address of the first byte; 0 if there is none. */
    long address() {
        return bases.isEmpty() ? 0 : bases.getFirst();
    }

    /** Unmaps all views, and returns the first error, or 0. */
    int unmap() {
        int error = 0;
        for (long base : bases) {
            if (!UNMAP_VIEW_OF_FILE.succeeds(base) && error == 0) {
                error = WindowsFunction.lastError();
            }
        }
        return error;
    }
}
