package io.fileview.spi;

import io.fileview.ByteRange;
import io.fileview.pages.PageMap;
import java.io.IOException;

/**
 * An optional capability of a {@link MappedRange}: it can observe page states, and remove pages
 * from the working set.
 */
public interface PageResidency {
    /**
     * Returns the state of every page that overlaps the range, without accessing these pages.
     *
     * @param range a byte range within the mapped range
     * @return a snapshot of the states
     * @throws IOException if the operating system cannot be queried
     */
    PageMap pages(ByteRange range) throws IOException;

    /**
     * Removes the pages of a range from the working set, without losing changes.
     *
     * @param range a byte range within the mapped range
     * @throws IOException if pages are locked or another I/O error occurs
     */
    void trim(ByteRange range) throws IOException;
}
