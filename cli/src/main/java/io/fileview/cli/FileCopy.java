package io.fileview.cli;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Copies the bytes of one mapping to another. Blocks of zeros are not written: unwritten parts of
 * the destination read as zeros and, if it is sparse, take no disk space. Holes are not even read.
 */
final class FileCopy {
    private static final int BLOCK = 64 << 10;
    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[BLOCK]);

    private final FileMapping source;
    private final FileMapping destination;
    private long written;

    FileCopy(FileMapping source, FileMapping destination) {
        this.source = source;
        this.destination = destination;
    }

    /** The number of bytes that were written, which excludes blocks of zeros. */
    long written() {
        return written;
    }

    void run(Progress progress) throws IOException {
        Windows.forEach(
                source,
                0,
                source.size(),
                from -> {
                    try (View to = destination.view(from.offset(), from.length()).map()) {
                        copy(from.offset(), from.segment(), to.segment());
                        to.flush(Durability.SCHEDULED); // written while the next window is copied
                    }
                    progress.at(from.offset() + from.length());
                });
        progress.note("waiting for the device");
        try (View all = destination.map()) {
            all.flush(Durability.DEVICE);
        }
    }

    private void copy(long start, MemorySegment from, MemorySegment to) throws IOException {
        Windows.eachPart(
                source,
                start,
                start + from.byteSize(),
                BLOCK,
                (offset, length) -> {
                    long at = offset - start;
                    if (MemorySegment.mismatch(from, at, at + length, ZEROS, 0, length) >= 0) {
                        MemorySegment.copy(from, at, to, at, length);
                        written += length;
                    }
                });
    }
}
