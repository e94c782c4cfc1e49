package io.fileview.spi;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Access to the bytes of a {@link MappedRange} that has no memory segment. An engine provides such
 * access if the operating system cannot map the file into the address space. Each method copies
 * bytes between the range and a segment, and throws an exception if the storage of the file fails.
 *
 * <p>The caller must ensure that the bytes lie within the mapped range. {@code SoftwarePages} is
 * thread-safe, but the result of concurrent accesses to the same bytes is undefined if one of them
 * is a write.
 */
public interface SoftwarePages {
    /**
     * Fills a segment with bytes of the range.
     *
     * @param offset bytes from the start of the range
     * @param into the segment to fill
     * @throws io.fileview.FileShrankException if the file ends before the bytes do
     * @throws io.fileview.PageUnreadableException if the storage cannot read the bytes
     * @throws IOException if another I/O error occurs
     */
    void read(long offset, MemorySegment into) throws IOException;

    /**
     * Writes all bytes of a segment to the range, which must not be read-only. If the range is
     * copy-on-write, the bytes never reach the file. Otherwise a later flush makes them durable.
     *
     * @param offset bytes from the start of the range
     * @param from the segment to write
     * @throws io.fileview.FileShrankException if the file ends before the bytes do
     * @throws IOException if a page that is only partly overwritten cannot be read, or another I/O
     *     error occurs
     */
    void write(long offset, MemorySegment from) throws IOException;
}
