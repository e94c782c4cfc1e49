package io.fileview.waiting;

/**
 * Requires room on the stack before something is changed. A {@link StackOverflowError} may come at
 * any call, also at the one that would release a lock or unmap what is not wanted any more. So it is
 * provoked here, where nothing has been done yet.
 */
public final class StackRoom {
    /** Frames of some 200 bytes each, of which the compiler may join two. */
    private static final int FRAMES = 320;

    private static final int FRAMES_OF_A_LOCK = 40;

    private StackRoom() {}

    /**
     * Requires some 32 KiB, enough for a call with all that it undoes if it fails.
     *
     * @throws StackOverflowError if there is less
     */
    public static void require() {
        use(FRAMES, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Requires some 4 KiB, enough to take a lock and to release it. */
    static void requireForLock() {
        use(
                FRAMES_OF_A_LOCK, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0,
                0);
    }

    /** The numbers have no meaning: most are passed on the stack. */
    private static long use(
            int frames, long a, long b, long c, long d, long e, long f, long g, long h, long i,
            long j, long k, long l, long m, long n, long o, long p, long q, long r, long s, long t,
            long u, long v, long w, long x) {
        return frames == 0
                ? a + x
                : 1 + use(
                        frames - 1, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v,
                        w, x, a);
    }
}
