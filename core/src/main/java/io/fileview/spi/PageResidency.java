package io.fileview.spi;

import io.fileview.ByteRange;
import io.fileview.pages.PageMap;
import java.io.IOException;

/**
 * An ability of a {@link MappedRange}: to see page states and to take pages out of the working set.
 */
public interface PageResidency {
    /**
     * Looks at each page of a range without touching any.
     *
     * @param range which bytes of the mapped range
     * @return the state of the pages
     * @throws IOException if the system cannot be asked
     */
    PageMap pages(ByteRange range) throws IOException;

    /**
     * Takes the pages of a range out of the working set.
     *
     * @param range which bytes of the mapped range
     * @throws IOException if the system refuses
     */
    void trim(ByteRange range) throws IOException;
}
