package io.fileview.labs.workload;

/** Numbers that look random and can be computed again. */
public final class Mix {
    private Mix() {}

    /**
     * Mixes three numbers into one.
     *
     * @param a the first
     * @param b the second
     * @param c the third
     * @return the same number for the same three
     */
    public static long of(long a, long b, long c) {
        return mix(mix(mix(a) + b) + c);
    }

    /** The output function of a SplitMix64 generator. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
