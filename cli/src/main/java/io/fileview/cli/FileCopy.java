package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Copies the bytes of one mapping to another, window by window. Runs of zeros are not written: the
 * destination reads as zeros where nothing was written, and takes no room there if it is sparse.
 * Java has no call that finds the holes of a file, so zeros are looked for instead.
 */
final class FileCopy {
    private static final long WINDOW = 64L << 20;
    private static final int BLOCK = 64 << 10;
    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[BLOCK]);

    private final FileMapping source;
    private final FileMapping destination;
    private long written;

    FileCopy(FileMapping source, FileMapping destination) {
        this.source = source;
        this.destination = destination;
    }

    /** How many bytes were not left out as zeros. */
    long written() {
        return written;
    }

    void run(Progress progress) throws IOException {
        long size = source.size();
        View current = window(0);
        while (current != null) {
            View next = null;
            try (View from = current;
                    View to = destination.view(from.offset(), from.length()).map()) {
                next = window(from.offset() + from.length());
                from.prefetch(); // names a page that cannot be read
                copy(from.segment(), to.segment());
                to.flush(Durability.SCHEDULED); // the disk works while the next window is copied
                progress.at(Math.min(size, from.offset() + from.length()));
            } catch (Throwable failure) {
                if (next != null) {
                    next.close();
                }
                throw failure;
            }
            current = next;
        }
        progress.note("waiting for the device");
        try (View all = destination.map()) {
            all.flush(Durability.DEVICE);
        }
    }

    private @Nullable View window(long offset) throws IOException {
        if (offset >= source.size()) {
            return null;
        }
        long length = Math.min(WINDOW, source.size() - offset);
        return source.view(offset, length).threadConfined().advice(Advice.WILL_NEED).map();
    }

    private void copy(MemorySegment from, MemorySegment to) {
        for (long at = 0; at < from.byteSize(); at += BLOCK) {
            long length = Math.min(BLOCK, from.byteSize() - at);
            if (MemorySegment.mismatch(from, at, at + length, ZEROS, 0, length) >= 0) {
                MemorySegment.copy(from, at, to, at, length);
                written += length;
            }
        }
    }
}
