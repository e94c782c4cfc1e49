package io.fileview;

/**
 * A range of bytes.
 *
 * @param offset the offset of the first byte, 0 or more
 * @param length the number of bytes, 0 or more; {@code offset + length} is at most 2^63-1
 */
public record ByteRange(long offset, long length) implements java.io.Serializable {
    /**
     * Creates a range.
     *
     * @throws IllegalArgumentException if offset or length is negative, or their sum is more than
     *     2^63-1
     */
    public ByteRange {
        if (offset < 0 || length < 0 || offset + length < 0) {
            throw new IllegalArgumentException(
                    "offset "
                            + offset
                            + " with length "
                            + length
                            + " is not a valid byte range: both must be 0 or more, and their sum at"
                            + " most "
                            + Long.MAX_VALUE);
        }
    }

    /** {@return the offset of the first byte after the range} */
    public long end() {
        return offset + length;
    }
}
