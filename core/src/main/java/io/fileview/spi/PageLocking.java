package io.fileview.spi;

import io.fileview.ByteRange;
import java.io.IOException;

/**
 * An optional capability of a {@link MappedRange}: it can lock pages in memory. Locks do not nest:
 * one unlock undoes any number of locks.
 */
public interface PageLocking {
    /**
     * Reads the pages of a range into memory and locks them there.
     *
     * @param range a byte range within the mapped range
     * @throws io.fileview.MappingLimitException if the process would exceed its limit of locked
     *     memory
     * @throws IOException if another I/O error occurs
     */
    void lock(ByteRange range) throws IOException;

    /**
     * Unlocks the pages of a range.
     *
     * @param range a byte range within the mapped range
     * @throws IOException if an I/O error occurs
     */
    void unlock(ByteRange range) throws IOException;
}
