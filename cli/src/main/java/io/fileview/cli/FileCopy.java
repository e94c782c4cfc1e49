package io.fileview.cli;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.util.Arrays;

/**
 * Copies the bytes of one mapping to another. Blocks of zeros are not written: unwritten parts of
 * the destination read as zeros and, if it is sparse, take no disk space. Holes are not even read.
 */
final class FileCopy {
    private static final byte[] ZEROS = new byte[Windows.BLOCK];

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

    /**
     * Copies all bytes.
     *
     * @throws IOException also if the source is truncated meanwhile
     */
    void run(Progress progress) throws IOException {
        Windows.forEach(
                source,
                0,
                source.size(),
                from -> {
                    try (View to = destination.view(from.offset(), from.length()).map()) {
                        copy(from.offset(), from.guarded(), to.guarded(), from.length());
                        to.flush(Durability.SCHEDULED); // written while the next window is copied
                    }
                    progress.at(from.offset() + from.length());
                });
        progress.note("waiting for the device");
        try (View all = destination.map()) {
            all.flush(Durability.DEVICE);
        }
        source.nextData(source.size()); // throws if the source has become smaller
    }

    /** The source may be truncated, and the disk of the destination may become full. */
    private void copy(long start, GuardedAccess from, GuardedAccess to, long size)
            throws IOException {
        byte[] block = new byte[(int) Math.min(Windows.BLOCK, size)];
        Windows.eachPart(
                source,
                start,
                start + size,
                (offset, part) -> {
                    int length = (int) part;
                    from.copyTo(offset - start, block, 0, length);
                    if (!Arrays.equals(block, 0, length, ZEROS, 0, length)) {
                        to.copyFrom(offset - start, block, 0, length);
                        written += length;
                    }
                });
    }
}
