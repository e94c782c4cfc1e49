package io.fileview.spi;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of a {@link MappedRange} that has no segment, because the engine keeps its pages in
 * software. If the underlying store fails, the access throws an exception. Thread-safe, except that
 * concurrent accesses to the same bytes race. The caller checks that the bytes lie within the
 * mapped range.
 */
public interface SoftwarePages {
    /**
     * Fills a segment with bytes of the range.
     *
     * @param offset bytes from the start of the range
     * @param into the segment to fill
     * @throws io.fileview.FileShrankException if the file ends before the bytes do
     * @throws io.fileview.PageUnreadableException if the store cannot read them
     * @throws IOException if another I/O error occurs
     */
    void read(long offset, MemorySegment into) throws IOException;

    /**
     * Writes all bytes of a segment to the range. A flush makes them durable, unless the range is
     * copy-on-write.
     *
     * @param offset bytes from the start of the range
     * @param from the segment to write
     * @throws io.fileview.FileShrankException if the file ends before the bytes do
     * @throws IOException if a page that is only partly overwritten cannot be read, or another I/O
     *     error occurs
     */
    void write(long offset, MemorySegment from) throws IOException;
}
