package io.fileview.spi;

import io.fileview.ByteRange;
import java.io.IOException;

/** An ability of a {@link MappedRange}: to lock pages in memory. Locks do not nest. */
public interface PageLocking {
    /**
     * Reads the pages of a range into memory and locks them there.
     *
     * @param range which bytes of the mapped range
     * @throws io.fileview.MappingLimitException if the process may not lock so much
     * @throws IOException if the system refuses
     */
    void lock(ByteRange range) throws IOException;

    /**
     * Unlocks the pages of a range.
     *
     * @param range which bytes of the mapped range
     * @throws IOException if the system refuses
     */
    void unlock(ByteRange range) throws IOException;
}
