package io.fileview.spi;

import io.fileview.ByteRange;
import java.io.IOException;
import java.util.List;

/**
 * An ability of a copy-on-write {@link MappedRange}: to find and drop the pages that have become
 * private, and to hand out parts of the range that share them. Commits need it.
 */
public interface PrivatePages {
    /**
     * A part of the range, with a segment of its own if the range has one. Unmapping the part ends
     * the life of its segment where the engine can arrange that, and leaves the pages, with their
     * changes, to the whole range. A part cannot be remapped, and is unmapped with the whole range.
     *
     * @param range which bytes
     * @param anchor an object that should stay reachable as long as the part's segment, where the
     *     engine can arrange that
     * @return the part
     */
    MappedRange part(ByteRange range, Object anchor);

    /**
     * Where the range differs, or may differ, from the file: whole pages, cut to the
     * range, in order, neighbours joined.
     *
     * @return which bytes
     * @throws IOException if the system cannot be asked
     */
    List<ByteRange> changed() throws IOException;

    /**
     * Drops the changes in whole pages, which then follow the file again.
     * Nobody may write to them meanwhile.
     *
     * @param ranges which bytes, as {@link #changed} gave them
     * @throws IOException if the system refuses; some may have been dropped
     */
    void discard(List<ByteRange> ranges) throws IOException;
}
