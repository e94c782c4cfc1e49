package io.fileview.commit.journal;

import io.fileview.ByteRange;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The content of the whole file after a commit. */
public interface CommitSource {
    /** Returns the size of the file in bytes. */
    long size();

    /**
     * Fills a segment with bytes of the file.
     *
     * @param offset bytes from the start of the file
     * @param target the segment to fill
     * @throws IOException if a page cannot be read
     */
    void copyTo(long offset, MemorySegment target) throws IOException;

    /** Writes a range to the file itself. */
    void writeTo(EngineFile data, ByteRange range) throws IOException;
}
