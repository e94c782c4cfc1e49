package io.fileview.spi;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of a {@link MappedRange} that has no segment, because they are held in a page table in
 * software. Errors of the store are reported at the access. Thread-safe as far as the bytes are;
 * the caller checks that ranges lie within the mapped range.
 */
public interface SoftwarePages {
    /**
     * Reads bytes.
     *
     * @param offset bytes from the start of the range
     * @param into filled completely
     * @throws io.fileview.FileShrankException if the file ends before the bytes do
     * @throws io.fileview.PageUnreadableException if the store cannot read them
     * @throws IOException if the store refuses
     */
    void read(long offset, MemorySegment into) throws IOException;

    /**
     * Writes bytes. They become durable with a flush, unless the range is copy-on-write.
     *
     * @param offset bytes from the start of the range
     * @param from written completely
     * @throws io.fileview.FileShrankException if the file ends before the bytes do
     * @throws IOException if a page cannot be brought in to be changed
     */
    void write(long offset, MemorySegment from) throws IOException;
}
