package io.fileview.linux;

import io.fileview.proc.MemoryLimits;

/** The size of a page, and rounding to whole pages. */
final class Pages {
    /** In bytes, always a power of two. */
    static final long SIZE = MemoryLimits.pageSize().orElseGet(Pages::sizeWithoutProc);

    private Pages() {}

    /** Only on aarch64 does the size depend on how the kernel was built. */
    private static long sizeWithoutProc() {
        if (SystemCalls.ARM) {
            throw new IllegalStateException(
                    "the page size cannot be read from /proc/self/auxv; mount /proc");
        }
        return 4096;
    }

    static long roundDown(long bytes) {
        return bytes & -SIZE;
    }

    static long roundUp(long bytes) {
        return roundUp(bytes, SIZE);
    }

    /** Rounds down to pages of another size, a power of two. */
    static long roundDown(long bytes, long size) {
        return bytes & -size;
    }

    /** Rounds up to pages of another size, a power of two; negative if the result overflows. */
    static long roundUp(long bytes, long size) {
        return roundDown(bytes + size - 1, size);
    }
}
