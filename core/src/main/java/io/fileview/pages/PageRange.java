package io.fileview.pages;

/**
 * A run of consecutive pages of a {@link PageMap}.
 *
 * @param first the index of the first page, 0 or more
 * @param count the number of pages, 1 or more; {@code first + count} is at most 2^31-1
 */
public record PageRange(int first, int count) {
    /**
     * Creates a run.
     *
     * @throws IllegalArgumentException if first is negative, count is not positive, or their sum is
     *     more than 2^31-1
     */
    public PageRange {
        if (first < 0 || count < 1 || first + count < 0) {
            throw new IllegalArgumentException(
                    "first page "
                            + first
                            + " with count "
                            + count
                            + " is not a valid run of pages");
        }
    }

    /** {@return the index of the first page after the run} */
    public int end() {
        return first + count;
    }
}
