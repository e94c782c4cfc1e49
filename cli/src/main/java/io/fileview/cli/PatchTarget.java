package io.fileview.cli;

import io.fileview.View;
import java.io.IOException;

/** A file that is open to be patched. */
interface PatchTarget extends AutoCloseable {
    /** Extends the file with zeros if it ends before an offset. What fails later leaves it so. */
    void extend(long end) throws IOException;

    /** Maps a range, to be read and changed. */
    View map(long offset, long length) throws IOException;

    /** The size of the file in bytes, with what it has been extended by. */
    long size();

    /** Makes what was changed through a view durable. */
    void flush(View changed) throws IOException;

    @Override
    void close() throws IOException;
}
