package io.fileview.waiting;

/**
 * Requires room on the stack before something is changed. A {@link StackOverflowError} may come at
 * any call, also at the one that would release a lock or unmap what is not wanted any more. So it is
 * provoked here, where nothing has been done yet.
 */
public final class StackRoom {
    /** Frames of 100 bytes each when compiled, and of 300 when interpreted. */
    private static final int FRAMES = 160;

    private static final int FRAMES_OF_A_LOCK = 12;

    private StackRoom() {}

    /**
     * Requires 16 KiB in compiled code and 48 KiB in interpreted code, enough for a call with all that it undoes if it fails.
     *
     * @throws StackOverflowError if there is less
     */
    public static void require() {
        require(1);
    }

    /**
     * Requires room for a call that makes others, which require room themselves when something has
     * already been done.
     *
     * @param depth how many calls, of which each is made by the one before
     * @throws StackOverflowError if there is less than {@code depth} times what one call requires
     */
    public static void require(int depth) {
        use(depth * FRAMES, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Requires 1 KiB in compiled code and 4 KiB in interpreted code, enough to take a lock and to release it. */
    static void requireForLock() {
        use(
                FRAMES_OF_A_LOCK, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0,
                0);
    }

    /** The numbers have no meaning: most are passed on the stack. */
    private static int use(
            int frames, int a, int b, int c, int d, int e, int f, int g, int h, int i,
            int j, int k, int l, int m, int n, int o, int p, int q, int r, int s, int t,
            int u, int v, int w, int x) {
        return frames == 0
                ? a + x
                : 1 + use(
                        frames - 1, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v,
                        w, x, a);
    }
}
