package io.fileview.linux;

/** The size of a page, and rounding to whole pages. */
final class Pages {
    private static final long MADV_NORMAL = 0;
    private static final long LARGEST = 65536;

    /** In bytes, always a power of two. */
    static final long SIZE = SystemCalls.ARM ? accepted() : 4096;

    private Pages() {}

    /**
     * Only on aarch64 does the size depend on how the kernel was built. The kernel checks the
     * alignment of an address before it looks at the length, which is 0 here. This needs neither
     * {@code /proc} nor a file descriptor.
     */
    private static long accepted() {
        long size = 4096;
        while (size < LARGEST && SystemCalls.call(SystemCall.MADVISE, size, 0, MADV_NORMAL) < 0) {
            size *= 2;
        }
        return size;
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
