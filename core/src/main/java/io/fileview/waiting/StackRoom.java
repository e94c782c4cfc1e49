package io.fileview.waiting;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Requires room on the stack before something is changed. A {@link StackOverflowError} may come at
 * any call, also at the one that would release a lock or unmap what is not wanted any more. So it is
 * provoked here, where nothing has been done yet. Each public call that changes anything, or takes a
 * lock, requires room once, before the first change; what it calls relies on that.
 *
 * <p>The room is used by a few frames that are large, because more calls than the processor remembers
 * return slowly. What makes them large is a call with many arguments, for which a frame has
 * room even when the call is not made: it is made just often enough that no compiler leaves it out.
 */
public final class StackRoom {
    /** Frames of about 1,700 bytes each, compiled or interpreted. */
    private static final int FRAMES = 24;

    private static final int ONE_IN = 64;

    private StackRoom() {}

    /**
     * Requires some 40 KiB, in compiled code and in interpreted code, enough for a call with all
     * that it undoes if it fails.
     *
     * @throws StackOverflowError if there is less
     */
    public static void require() {
        use(FRAMES, ThreadLocalRandom.current().nextInt(ONE_IN) == 0);
    }

    private static long use(int frames, boolean pass) {
        if (frames == 0) {
            return 0;
        }
        if (pass) {
            long a = frames, b = frames, c = frames, d = frames, e = frames, f = frames;
            long g = frames, h = frames, i = frames, j = frames, k = frames, l = frames;
            long m = frames, n = frames, o = frames, p = frames, q = frames, r = frames;
            long s = frames, t = frames, u = frames, v = frames, w = frames, x = frames;
            long y = frames, z = frames, a1 = frames, b1 = frames, c1 = frames, d1 = frames;
            long e1 = frames, f1 = frames, g1 = frames, h1 = frames, i1 = frames, j1 = frames;
            long k1 = frames, l1 = frames, m1 = frames, n1 = frames, o1 = frames, p1 = frames;
            long q1 = frames, r1 = frames, s1 = frames, t1 = frames, u1 = frames, v1 = frames;
            long w1 = frames, x1 = frames, y1 = frames, z1 = frames, a2 = frames, b2 = frames;
            long c2 = frames, d2 = frames, e2 = frames, f2 = frames, g2 = frames, h2 = frames;
            long i2 = frames, j2 = frames, k2 = frames, l2 = frames, m2 = frames, n2 = frames;
            long o2 = frames, p2 = frames, q2 = frames, r2 = frames, s2 = frames, t2 = frames;
            long u2 = frames, v2 = frames, w2 = frames, x2 = frames, y2 = frames, z2 = frames;
            long a3 = frames, b3 = frames, c3 = frames, d3 = frames, e3 = frames, f3 = frames;
            long g3 = frames, h3 = frames, i3 = frames, j3 = frames, k3 = frames, l3 = frames;
            long m3 = frames, n3 = frames, o3 = frames, p3 = frames, q3 = frames, r3 = frames;
            long s3 = frames, t3 = frames, u3 = frames, v3 = frames;
            return use(frames - 1, frames == FRAMES)
                    + take(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x,
                            y, z,
                            a1, b1, c1, d1, e1, f1, g1, h1, i1, j1, k1, l1, m1, n1, o1, p1, q1, r1,
                            s1, t1,
                            u1, v1, w1, x1, y1, z1, a2, b2, c2, d2, e2, f2, g2, h2, i2, j2, k2, l2,
                            m2, n2,
                            o2, p2, q2, r2, s2, t2, u2, v2, w2, x2, y2, z2, a3, b3, c3, d3, e3, f3,
                            g3, h3,
                            i3, j3, k3, l3, m3, n3, o3, p3, q3, r3, s3, t3, u3, v3);
        }
        return 1 + use(frames - 1, false);
    }

    /** Is too long to be inlined. */
    private static long take(long a, long b, long c, long d, long e, long f, long g, long h, long i,
            long j, long k,
            long l, long m, long n, long o, long p, long q, long r, long s, long t, long u, long v,
            long w, long x, long y, long z, long a1, long b1, long c1, long d1, long e1, long f1,
            long g1, long h1, long i1, long j1, long k1, long l1, long m1, long n1, long o1,
            long p1, long q1, long r1, long s1, long t1, long u1, long v1, long w1, long x1,
            long y1,
            long z1, long a2, long b2, long c2, long d2, long e2, long f2, long g2, long h2,
            long i2, long j2, long k2, long l2, long m2, long n2, long o2, long p2, long q2,
            long r2,
            long s2, long t2, long u2, long v2, long w2, long x2, long y2, long z2, long a3,
            long b3, long c3, long d3, long e3, long f3, long g3, long h3, long i3, long j3,
            long k3,
            long l3, long m3, long n3, long o3, long p3, long q3, long r3, long s3, long t3,
            long u3, long v3) {
        return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u +
                v + w + x + y + z + a1 + b1 + c1 + d1 + e1 + f1 + g1 + h1 + i1 + j1 + k1 + l1 + m1 +
                n1 + o1 + p1 + q1 + r1 + s1 + t1 + u1 + v1 + w1 + x1 + y1 + z1 + a2 + b2 + c2 + d2 +
                e2 + f2 + g2 + h2 + i2 + j2 + k2 + l2 + m2 + n2 + o2 + p2 + q2 + r2 + s2 + t2 + u2 +
                v2 + w2 + x2 + y2 + z2 + a3 + b3 + c3 + d3 + e3 + f3 + g3 + h3 + i3 + j3 + k3 + l3 +
                m3 + n3 + o3 + p3 + q3 + r3 + s3 + t3 + u3 + v3;
    }
}
