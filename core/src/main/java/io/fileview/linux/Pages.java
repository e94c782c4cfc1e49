package io.fileview.linux;

import io.fileview.proc.MemoryLimits;

/** The size of a page, and rounding to whole pages. */
final class Pages {
    /** In bytes, always a power of two. */
    static final long SIZE =
            MemoryLimits.pageSize()
                    .orElseThrow(
                            () -> new IllegalStateException(
                                    "the page size cannot be read from /proc/self/auxv;"
                                            + " mount /proc"));

    private Pages() {}

    static long roundDown(long bytes) {
        return bytes & -SIZE;
    }

    static long roundUp(long bytes) {
        return roundDown(bytes + SIZE - 1);
    }
}
