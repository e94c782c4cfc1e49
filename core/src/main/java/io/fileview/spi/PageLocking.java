package io.fileview.spi;

import io.fileview.ByteRange;
import java.io.IOException;

/**
 * The optional capability of a {@link MappedRange} to lock pages in memory, so that they are not
 * evicted. Locks through the same range do not nest: unlocking a page once is enough, however often
 * it has been locked. Unmapping the range unlocks its pages. Locks on the same pages of the file
 * through other ranges are not affected.
 */
public interface PageLocking {
    /**
     * Reads the pages of a range into memory and locks them there. If this method throws an
     * exception, the same pages are locked as before the call.
     *
     * @param range a byte range within the mapped range
     * @throws io.fileview.FileShrankException if the file no longer contains the range
     * @throws io.fileview.MappingLimitException if the process would exceed its limit of locked
     *     memory
     * @throws IOException if another I/O error occurs
     */
    void lock(ByteRange range) throws IOException;

    /**
     * Unlocks the pages of a range. Has no effect on pages that are not locked.
     *
     * @param range a byte range within the mapped range
     * @throws IOException if an I/O error occurs
     */
    void unlock(ByteRange range) throws IOException;
}
