package io.fileview.guarded.mapped;

/**
 * Finds a byte sequence in data that arrives in parts, without re-reading any (the algorithm of
 * Knuth, Morris and Pratt).
 */
final class PatternSearch {
    private final byte[] pattern;

    /**
     * For each index, the length of the longest proper prefix of the pattern that is also a suffix
     * of the pattern up to and including that index.
     */
    private final int[] border;

    private int matched;
    private long fed;

    PatternSearch(byte[] pattern) {
        if (pattern.length == 0) {
            throw new IllegalArgumentException(
                    "the pattern is empty; search for 1 byte or more");
        }
        this.pattern = pattern.clone();
        this.border = new int[pattern.length];
        for (int i = 1, length = 0; i < pattern.length; i++) {
            length = grown(length, pattern[i]);
            border[i] = length;
        }
    }

    private int grown(int length, byte next) {
        int known = length;
        while (known > 0 && pattern[known] != next) {
            known = border[known - 1];
        }
        return pattern[known] == next ? known + 1 : known;
    }

    /** Processes the next bytes; returns true once the pattern has been found. */
    boolean feed(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            matched = grown(matched, bytes[i]);
            if (matched == pattern.length) {
                fed += i + 1;
                return true;
            }
        }
        fed += count;
        return false;
    }

    /** Returns where the pattern that was found starts, in bytes from the first byte fed. */
    long start() {
        return fed - pattern.length;
    }
}
