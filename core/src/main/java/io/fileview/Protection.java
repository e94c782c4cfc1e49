package io.fileview;

/**
 * How a mapping or a view may access the bytes of its file. A {@link #READ_WRITE} mapping opens the
 * file for reading and writing, and allows views of all three protections. A {@link #READ_ONLY} or
 * {@link #COPY_ON_WRITE} mapping opens the file for reading, and allows {@code READ_ONLY} and {@code
 * COPY_ON_WRITE} views. A view has the protection of its mapping unless another one is requested.
 */
public enum Protection {
    /**
     * The bytes can only be read. A write through the segment of a view throws {@link
     * IllegalArgumentException}, and a write through guarded access throws {@link
     * UnsupportedOperationException}.
     */
    READ_ONLY,

    /**
     * The bytes can be read and written. Writes change the file. They are visible through all other
     * views of the file, except in the private pages of copy-on-write views.
     */
    READ_WRITE,

    /**
     * The bytes can be read and written, but the first write to a page creates a copy of the page
     * that is private to the view. Changes never reach the file and are lost when the view is
     * unmapped. A page that has not been written to through the view still shows later changes to
     * the file. The portable engine requires permission to write the file, although it never does.
     *
     * <p>Private pages are memory. The kernel cannot write them to the file, only to swap space, and
     * if their memory cgroup or the machine has no room for more, it kills a process. On Linux, a
     * write through guarded access throws {@link MappingLimitException} before that happens; a
     * write through a segment cannot be refused. On the Linux engine, a view may be larger than
     * memory and swap space. Java, and with it the portable engine, reserves memory for all of the
     * view, which the kernel may refuse.
     */
    COPY_ON_WRITE;

    /**
     * Returns whether a mapping with this protection allows views with the given protection.
     *
     * @param view the protection of a view
     * @return false if {@code view} is {@link #READ_WRITE} and this is not; otherwise true
     */
    public boolean allows(Protection view) {
        return this == READ_WRITE || view != READ_WRITE;
    }
}
