package io.fileview.pages;

/**
 * A run of pages.
 *
 * @param first the index of the first page, 0 or more
 * @param count how many pages, 1 or more
 */
public record PageRange(int first, int count) {
    /**
     * Checks the run.
     *
     * @throws IllegalArgumentException if first is negative or count is not positive
     */
    public PageRange {
        if (first < 0 || count < 1 || first + count < 0) {
            throw new IllegalArgumentException(first + " and " + count + " are no run of pages");
        }
    }

    /**
     * The first page after the run.
     *
     * @return first plus count
     */
    public int end() {
        return first + count;
    }
}
