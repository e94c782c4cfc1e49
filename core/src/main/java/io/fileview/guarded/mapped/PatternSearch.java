package io.fileview.guarded.mapped;

/**
 * Looks for a sequence of bytes in data that comes in parts, without going back in it (the method
 * of Knuth, Morris and Pratt).
 */
final class PatternSearch {
    private final byte[] pattern;

    /** How much of the pattern's start is also the end of its first so many bytes plus one. */
    private final int[] border;

    private int matched;
    private long fed;

    PatternSearch(byte[] pattern) {
        if (pattern.length == 0) {
            throw new IllegalArgumentException(
                    "an empty pattern has no place; give 1 byte or more");
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

    /** Takes the next bytes; true as soon as the pattern has been found. */
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

    /** Where the pattern that was found begins, counted from the first byte ever fed. */
    long start() {
        return fed - pattern.length;
    }
}
