package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Visits a range of a file in windows. The system reads the next window during each visit. */
final class Windows {
    private static final long LENGTH = 64L << 20;

    private Windows() {}

    /** What to do with each window. */
    interface Visitor {
        void visit(View window) throws IOException;
    }

    /**
     * Visits the windows in order, with all pages of each in memory.
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

    private static @Nullable View map(FileMapping mapping, long offset, long end)
            throws IOException {
        if (offset >= end) {
            return null;
        }
        return mapping.view(offset, Math.min(LENGTH, end - offset))
                .threadConfined()
                .advice(Advice.WILL_NEED)
                .map();
    }
}
