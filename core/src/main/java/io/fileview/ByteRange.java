package io.fileview;

/**
 * A range of bytes.
 *
 * @param offset the first byte, 0 or more
 * @param length how many bytes, 0 or more; {@code offset + length} fits a long
 */
public record ByteRange(long offset, long length) implements java.io.Serializable {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if offset or length is negative, or their sum is more than
     *     2^63-1
     */
    public ByteRange {
        if (offset < 0 || length < 0 || offset + length < 0) {
            throw new IllegalArgumentException(
                    "offset "
                            + offset
                            + " and length "
                            + length
                            + " are no range of bytes: both must be 0 or more, and their sum at most "
                            + Long.MAX_VALUE);
        }
    }

    /**
     * The first byte after the range.
     *
     * @return offset plus length
     */
    public long end() {
        return offset + length;
    }
}
