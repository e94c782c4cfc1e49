package io.fileview.spi;

import io.fileview.ByteRange;
import java.io.IOException;
import java.util.List;

/**
 * An optional capability of a copy-on-write {@link MappedRange}: it can find and discard private
 * pages, and create ranges that share these pages. Commits require this capability.
 */
public interface PrivatePages {
    /**
     * Returns a part of this range that shares the pages of this range. If this range has a
     * segment, the part has a segment of its own. When the part is unmapped, its segment becomes
     * invalid if the engine supports that, and the pages and their changes remain in this range. A
     * part cannot be remapped, and is unmapped together with this range.
     *
     * @param range a byte range within this range
     * @param anchor an object that a reachable segment of the part should keep reachable, if the
     *     engine supports that
     * @return the part
     */
    MappedRange part(ByteRange range, Object anchor);

    /**
     * Returns the ranges of bytes that differ, or may differ, from the file. They consist of whole
     * pages, clipped to this range.
     *
     * @return byte ranges within this range, in ascending order, no two of them adjacent
     * @throws IOException if the operating system cannot be queried
     */
    List<ByteRange> changed() throws IOException;

    /**
     * Discards the changes in the given pages, so that the pages show the content of the file
     * again. No thread may write to the pages during the call.
     *
     * @param ranges byte ranges within this range, as {@link #changed} returned them
     * @throws IOException if an I/O error occurs; some changes may have been discarded
     */
    void discard(List<ByteRange> ranges) throws IOException;
}
