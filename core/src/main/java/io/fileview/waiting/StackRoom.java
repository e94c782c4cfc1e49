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
            long a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, a1, b1,
            c1, d1, e1, f1, g1, h1, i1, j1, k1, l1, m1, n1, o1, p1, q1, r1, s1, t1, u1, v1, w1, x1,
            y1, z1, a2, b2, c2, d2, e2, f2, g2, h2, i2, j2, k2, l2, m2, n2, o2, p2, q2, r2, s2, t2,
            u2, v2, w2, x2, y2, z2, a3, b3, c3, d3, e3, f3, g3, h3, i3, j3, k3, l3, m3, n3, o3, p3,
            q3, r3, s3, t3, u3, v3;
            a = b = c = d = e = f = g = h = i = j = k = l = m = n = o = p = q = r = s = t = u = v =
            w = x = y = z = a1 = b1 = c1 = d1 = e1 = f1 = g1 = h1 = i1 = j1 = k1 = l1 = m1 = n1 = o1
            = p1 = q1 = r1 = s1 = t1 = u1 = v1 = w1 = x1 = y1 = z1 = a2 = b2 = c2 = d2 = e2 = f2 =
            g2 = h2 = i2 = j2 = k2 = l2 = m2 = n2 = o2 = p2 = q2 = r2 = s2 = t2 = u2 = v2 = w2 = x2
            = y2 = z2 = a3 = b3 = c3 = d3 = e3 = f3 = g3 = h3 = i3 = j3 = k3 = l3 = m3 = n3 = o3 =
            p3 = q3 = r3 = s3 = t3 = u3 = v3 = frames;
            return use(frames - 1, frames == FRAMES)
                    + take(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z,
                    a1, b1, c1, d1, e1, f1, g1, h1, i1, j1, k1, l1, m1, n1, o1, p1, q1, r1, s1, t1,
                    u1, v1, w1, x1, y1, z1, a2, b2, c2, d2, e2, f2, g2, h2, i2, j2, k2, l2, m2, n2,
                    o2, p2, q2, r2, s2, t2, u2, v2, w2, x2, y2, z2, a3, b3, c3, d3, e3, f3, g3, h3,
                    i3, j3, k3, l3, m3, n3, o3, p3, q3, r3, s3, t3, u3, v3);
        }
        return 1 + use(frames - 1, false);
    }

    /** Is too long to be inlined. */
    private static long take(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k,
            long l, long m, long n, long o, long p, long q, long r, long s, long t, long u, long v,
            long w, long x, long y, long z, long a1, long b1, long c1, long d1, long e1, long f1,
            long g1, long h1, long i1, long j1, long k1, long l1, long m1, long n1, long o1, long
            p1, long q1, long r1, long s1, long t1, long u1, long v1, long w1, long x1, long y1,
            long z1, long a2, long b2, long c2, long d2, long e2, long f2, long g2, long h2, long
            i2, long j2, long k2, long l2, long m2, long n2, long o2, long p2, long q2, long r2,
            long s2, long t2, long u2, long v2, long w2, long x2, long y2, long z2, long a3, long
            b3, long c3, long d3, long e3, long f3, long g3, long h3, long i3, long j3, long k3,
            long l3, long m3, long n3, long o3, long p3, long q3, long r3, long s3, long t3, long
            u3, long v3) {
        return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u +
                v + w + x + y + z + a1 + b1 + c1 + d1 + e1 + f1 + g1 + h1 + i1 + j1 + k1 + l1 + m1 +
                n1 + o1 + p1 + q1 + r1 + s1 + t1 + u1 + v1 + w1 + x1 + y1 + z1 + a2 + b2 + c2 + d2 +
                e2 + f2 + g2 + h2 + i2 + j2 + k2 + l2 + m2 + n2 + o2 + p2 + q2 + r2 + s2 + t2 + u2 +
                v2 + w2 + x2 + y2 + z2 + a3 + b3 + c3 + d3 + e3 + f3 + g3 + h3 + i3 + j3 + k3 + l3 +
                m3 + n3 + o3 + p3 + q3 + r3 + s3 + t3 + u3 + v3;
    }
}
