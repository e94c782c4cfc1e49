package io.fileview.commit.journal;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import io.fileview.spi.EngineFile;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.util.List;

/**
 * Makes writes durable in a file whose earlier writes may have failed: then a successful flush does
 * not guarantee that the bytes can be read back from the disk (see {@link
 * WritebackRepair#notOnDisk}).
 */
final class DurableWrites {
    private DurableWrites() {}

    /** A write that can be repeated. */
    interface Writing {
        /** Writes, and returns the ranges written. */
        List<ByteRange> write() throws IOException;
    }

    /** Writes and flushes, and repeats that with fresh blocks if the result cannot be trusted. */
    static void run(EngineFile file, Writing writing) throws IOException {
        List<ByteRange> written = writing.write();
        file.flush();
        WritebackRepair writeback = file.writebackRepair().orElse(null);
        if (writeback == null) {
            return; // For such files, a successful flush is trusted.
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
                            + " count the blocks as written, or cannot be queried, so the bytes may"
                            + " not be readable from disk; copy the file to another disk",
                    null);
        }
    }
}
