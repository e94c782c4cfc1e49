package io.fileview.spi;

import java.lang.foreign.MemorySegment;

/**
 * The optional capability of a {@link MappedRange} with a segment to copy bytes by calls of the
 * operating system. The thread is in native state while it waits for a page, so that it does not
 * delay garbage collections, and the call reports a page that cannot be accessed as an error. If an
 * engine lacks this capability, Fileview copies the bytes through a pipe.
 *
 * <p>The segments that are passed must be native segments that belong to no mapped range. The caller
 * must ensure that the bytes lie within the mapped range.
 */
public interface SystemCopies {
    /**
     * Fills a segment with bytes of the range.
     *
     * @param offset bytes from the start of the range
     * @param into the segment to fill
     * @return true if all bytes have been copied; false if a page cannot be accessed
     */
    boolean read(long offset, MemorySegment into);

    /**
     * Writes all bytes of a segment to the range, which must not be read-only.
     *
     * @param offset bytes from the start of the range
     * @param from the segment to write
     * @return true if all bytes have been copied; false if a page cannot be accessed
     */
    boolean write(long offset, MemorySegment from);
}
