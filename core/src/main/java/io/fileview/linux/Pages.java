package io.fileview.linux;

/** Rounding to whole pages. */
final class Pages {
    private Pages() {}

    static long roundDown(long bytes) {
        return bytes & -LinuxLimits.pageSize();
    }

    static long roundUp(long bytes) {
        return roundDown(bytes + LinuxLimits.pageSize() - 1);
    }
}
