package io.fileview.guarded.mapped;

import io.fileview.ByteRange;
import io.fileview.spi.SoftwarePages;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** What guarded access needs of a view. {@code toString} names the view in messages. */
public interface GuardedRange {
    /**
     * The segment as it is now.
     *
     * @throws IllegalStateException if the view is unmapped; the message names it
     * @throws UnsupportedOperationException if the view has software pages instead
     */
    MemorySegment segment();

    /**
     * The pages of a view without a segment.
     *
     * @throws IllegalStateException if the view is unmapped; the message names it
     */
    Optional<SoftwarePages> softwarePages();

    /** The length of the view now, in bytes. */
    long length();

    /** The offset of the view in the file, in bytes. */
    long offset();

    /** Whether the view may be written. */
    boolean isWritable();

    /** The file, for messages. */
    String fileName();

    /** The size of the file now, in bytes. */
    long fileSize() throws IOException;

    /** The page size of the file, in bytes. */
    long pageSize();

    /** Brings a range of the view into memory, or throws. */
    void prefetch(ByteRange range) throws IOException;
}
