package io.fileview.spi;

import io.fileview.ByteRange;
import io.fileview.pages.PageMap;
import java.io.IOException;

/**
 * The optional capability of a {@link MappedRange} to observe the states of its pages, and to
 * remove pages from the working set of the process.
 */
public interface PageResidency {
    /**
     * Returns the state of every page that overlaps a range. The method does not access the pages.
     *
     * @param range a byte range within the mapped range
     * @return a snapshot of the states
     * @throws IOException if the operating system cannot be queried
     */
    PageMap pages(ByteRange range) throws IOException;

    /**
     * Removes the pages of a range from the working set of the process. No change is lost, and a
     * later access to a page adds the page again.
     *
     * @param range a byte range within the mapped range
     * @throws IOException if pages of the range are locked in memory, or another I/O error occurs
     */
    void trim(ByteRange range) throws IOException;
}
