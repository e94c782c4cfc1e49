package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Visits a range of a file in windows. The system reads the next window during each visit. Holes
 * before a window are left out: looking at them would fill memory with pages of zeros.
 */
final class Windows {
    private static final long LENGTH = 64L << 20;

    private Windows() {}

    /** What to do with each window. */
    interface Visitor {
        void visit(View window) throws IOException;
    }

    /**
     * Visits the windows in order, with all pages of each in memory, except those of holes.
     *
     * @param end the end of the range, exclusive
     * @throws IOException if a page cannot be read, or the visitor throws it
     */
    static void forEach(FileMapping mapping, long offset, long end, Visitor visitor)
            throws IOException {
        View current = map(mapping, offset, end);
        while (current != null) {
            View next = null;
            try (View window = current) {
                next = map(mapping, window.offset() + window.length(), end);
                window.prefetch(); // reports a page that cannot be read; a plain access might not
                visitor.visit(window);
            } catch (Throwable failure) {
                if (next != null) {
                    next.close();
                }
                throw failure;
            }
            current = next;
        }
    }

    private static @Nullable View map(FileMapping mapping, long from, long end)
            throws IOException {
        long offset = nextData(mapping, from, end);
        if (offset >= end) {
            return null;
        }
        return mapping.view(offset, Math.min(LENGTH, end - offset))
                .threadConfined()
                .advice(Advice.WILL_NEED)
                .map();
    }

    /** What to do with a part of a file that is in no hole. */
    interface Part {
        void at(long offset, long length) throws IOException;
    }

    /** Visits the parts of a range that are in no hole, none of them longer than a block. */
    static void eachPart(FileMapping mapping, long offset, long end, int block, Part part)
            throws IOException {
        long at = nextData(mapping, offset, end);
        while (at < end) {
            long next = Math.min(end, (at / block + 1) * block);
            part.at(at, next - at);
            at = nextData(mapping, next, end);
        }
    }

    /** Returns where the next bytes are that may differ from zero, or the end. */
    private static long nextData(FileMapping mapping, long offset, long end)
            throws IOException {
        long at = offset;
        while (at < end) {
            long data = mapping.nextData(at);
            if (data == at) {
                return at;
            }
            at = data; // An engine may find a hole part by part.
        }
        return end;
    }
}
