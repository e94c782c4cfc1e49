package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Visits a range of a file in windows. The system reads the next window during each visit. Where a
 * window would start in a hole, it starts after it; holes inside windows are left to {@link
 * #eachPart}. Looking at holes would fill memory with pages of zeros.
 *
 * <p>To an engine, what has been cut off a file is a hole like any other. So these methods fail if
 * the file ends before the range does, once they have visited all of it or found no more data.
 */
final class Windows {
    private static final long LENGTH = 64L << 20;

    /** Holes are looked for at the start of each block. */
    static final int BLOCK = 64 << 10;

    private Windows() {}

    /** What to do with each window. */
    interface Visitor {
        void visit(View window) throws IOException;
    }

    /**
     * Visits the windows in order, with all pages of each in memory, except those of holes.
     *
     * @param end the end of the range, exclusive
     * @throws IOException if a page cannot be read, the file has been truncated, or the visitor
     *     throws it
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
                requireWhole(window);
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

    /**
     * Visits the parts of a range that are in no hole, none of them longer than a block. What they
     * have is right only if {@link #requireWhole} says so afterwards.
     */
    static void eachPart(FileMapping mapping, long offset, long end, Part part)
            throws IOException {
        long at = nextData(mapping, offset, end);
        while (at < end) {
            long next = Math.min(end, (at / BLOCK + 1) * BLOCK);
            part.at(at, next - at);
            at = nextData(mapping, next, end);
        }
    }

    /**
     * Copies a part of a view, except its holes, which are to be zeros already.
     *
     * @param offset bytes from the start of the file
     * @param at where in the target the bytes begin
     */
    static void copy(
            FileMapping mapping, View view, long offset, int length, byte[] target, int at)
            throws IOException {
        eachPart(
                mapping,
                offset,
                offset + length,
                (from, part) -> view.guarded()
                        .copyTo(
                                from - view.offset(),
                                target,
                                at + (int) (from - offset),
                                (int) part));
        requireWhole(view);
    }

    /**
     * Fails if the file does not reach to the end of a view any more. What has been read of it may
     * be lost then: the rest of the last page of a file reads as zeros, without an error.
     */
    static void requireWhole(View view) throws IOException {
        long covered = view.coveredLength();
        if (covered < view.length()) {
            long end = view.offset() + covered;
            throw CommandFailure.failed(
                    view.path().map(Path::toString).orElse("the file")
                            + ": was truncated while it was being read; "
                            + Amount.count(view.length() - covered, "byte")
                            + " from offset "
                            + end
                            + " on "
                            + (view.length() - covered == 1 ? "is" : "are")
                            + " gone; try again once no program changes the file");
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
