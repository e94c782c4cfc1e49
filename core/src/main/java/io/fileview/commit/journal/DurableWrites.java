package io.fileview.commit.journal;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import io.fileview.spi.EngineFile;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.util.List;

/**
 * Makes writes durable where earlier ones may have failed: a flush that succeeds does not mean that
 * the disk gives the bytes back (see {@link WritebackRepair#notOnDisk}).
 */
final class DurableWrites {
    private DurableWrites() {}

    /** Something that can be written any number of times. */
    interface Writing {
        /** Writes, and returns the ranges written. */
        List<ByteRange> write() throws IOException;
    }

    /** Writes and flushes; a second time, to other blocks, if the first cannot be believed. */
    static void run(EngineFile file, Writing writing) throws IOException {
        List<ByteRange> written = writing.write();
        file.flush();
        WritebackRepair writeback = file.writebackRepair().orElse(null);
        if (writeback == null) {
            return; // Nothing is known of such files against a flush that succeeds.
        }
        List<ByteRange> missing = writeback.notOnDisk(written);
        if (!missing.isEmpty() && writeback.takeFreshBlocks(missing)) {
            written = writing.write();
            file.flush();
            missing = writeback.notOnDisk(written);
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
