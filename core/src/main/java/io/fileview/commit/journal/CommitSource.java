package io.fileview.commit.journal;

import io.fileview.ByteRange;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The whole file as it is to be after a commit. */
public interface CommitSource {
    /** The size of the file, in bytes. */
    long size();

    /**
     * Copies bytes out.
     *
     * @param offset bytes from the start of the file
     * @param target filled completely
     * @throws IOException if a page cannot be read
     */
    void copyTo(long offset, MemorySegment target) throws IOException;

    /** Writes a range to the file itself. */
    void writeTo(EngineFile data, ByteRange range) throws IOException;
}
