package io.fileview;

/**
 * What a mapping or a view may do with the bytes of its file.
 *
 * <table class="striped">
 * <caption>Which views a mapping allows</caption>
 * <thead><tr><th>mapping</th><th>file is opened for</th><th>views</th></tr></thead>
 * <tbody>
 * <tr><td>{@link #READ_ONLY}</td><td>reading</td><td>READ_ONLY, COPY_ON_WRITE</td></tr>
 * <tr><td>{@link #READ_WRITE}</td><td>reading and writing</td><td>all three</td></tr>
 * <tr><td>{@link #COPY_ON_WRITE}</td><td>reading</td><td>READ_ONLY, COPY_ON_WRITE</td></tr>
 * </tbody>
 * </table>
 */
public enum Protection {
    /** The bytes can be read. Writing to the view throws. */
    READ_ONLY,

    /**
     * The bytes can be read and written. Writes are seen by every other shared view of the file.
     */
    READ_WRITE,

    /**
     * The bytes can be read and written, but the first write to a page makes a copy of it that
     * belongs to the view alone. The changes never reach the file and are lost at unmap. Pages not
     * yet written keep following the file.
     */
    COPY_ON_WRITE;

    /**
     * Tells whether a mapping of this protection allows a view of another.
     *
     * @param view the protection wanted for the view
     * @return true where the mapping's file is open for what the view needs
     */
    public boolean allows(Protection view) {
        return this == READ_WRITE || view != READ_WRITE;
    }
}
