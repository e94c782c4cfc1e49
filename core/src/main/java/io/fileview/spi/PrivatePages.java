package io.fileview.spi;

import io.fileview.ByteRange;
import java.io.IOException;
import java.util.List;

/**
 * The optional capability of a copy-on-write {@link MappedRange} to find and discard its private
 * pages, and to create other ranges that share its pages. A private page is a copy of a page of the
 * file, created by the first write to that page through the range. Commits require this capability.
 */
public interface PrivatePages {
    /**
     * Returns a part of this range. The part shares the pages of this range, so each shows changes
     * made through the other. If this range has a segment, the part has a segment of its own.
     *
     * <p>Unmapping the part leaves the pages and their changes in this range. After that, an access
     * to the segment of the part throws {@link IllegalStateException} if the engine supports this;
     * otherwise the segment still accesses this range, and throws that exception once this range
     * has been unmapped.
     *
     * <p>A part cannot be remapped. All parts must be unmapped before this range is remapped or
     * unmapped.
     *
     * @param range a byte range within this range, which may be empty
     * @param anchor an object that the engine should keep reachable as long as a segment of the
     *     part is reachable; an engine that cannot do this ignores it
     * @return the part
     */
    MappedRange part(ByteRange range, Object anchor);

    /**
     * Returns the byte ranges of all pages that differ, or may differ, from the file. The ranges
     * consist of whole pages, except that they are clipped to this range.
     *
     * @return byte ranges within this range, in ascending order, no two of them adjacent
     * @throws IOException if the private pages cannot be determined
     */
    List<ByteRange> changed() throws IOException;

    /**
     * Discards all changes to the pages that {@link #changed} has returned, so that these pages
     * show the content of the file again. A change to any other page of this range may be discarded
     * as well. Therefore no thread may write to this range from the call of {@code changed} until
     * this method returns.
     *
     * @param ranges the complete result of the latest call of {@link #changed}
     * @throws IOException if an I/O error occurs; some changes may have been discarded
     */
    void discard(List<ByteRange> ranges) throws IOException;
}
