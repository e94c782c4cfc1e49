package io.fileview.journal;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import io.fileview.MappingException.Place;
import io.fileview.spi.OpenFile;
import java.io.IOException;
import java.util.List;

/**
 * Makes writes durable where earlier ones may have failed: a flush that succeeds does not tell that the
 * disk gives the bytes back (see {@link OpenFile#notOnDisk}).
 */
final class DurableWrites {
    private DurableWrites() {}

    /** Something that can be written any number of times. */
    interface Writing {
        /** Writes, and tells where. */
        List<ByteRange> write() throws IOException;
    }

    /** Writes and flushes; a second time, to other blocks, where the first cannot be believed. */
    static void run(OpenFile file, Writing writing) throws IOException {
        List<ByteRange> written = writing.write();
        file.flush();
        List<ByteRange> missing = file.notOnDisk(written);
        if (!missing.isEmpty() && file.takeFreshBlocks(missing)) {
            written = writing.write();
            file.flush();
            missing = file.notOnDisk(written);
        }
        if (!missing.isEmpty()) {
            ByteRange first = missing.getFirst();
            throw new FlushFailedException(
                    Place.of(file.name(), first.offset(), first.length()),
                    "has been flushed after an earlier write failed, but the file system does not"
                            + " count the blocks as written, or cannot be asked, so that the bytes"
                            + " would not be read back; copy the file to another disk",
                    null);
        }
    }
}
