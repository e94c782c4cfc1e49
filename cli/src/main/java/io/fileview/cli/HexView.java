package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows a range of a file in hexadecimal and as text, with the page states from before the read.
 */
final class HexView {
    /** The page states of a window are queried before any of it is read. */
    private static final long WINDOW = 1L << 30;

    private static final int CHUNK = 1 << 20;

    private final FileMapping mapping;
    private final Output output;
    private final HexListing listing;
    private final long end;

    private HexView(FileMapping mapping, long end, Output output, Palette palette) {
        this.mapping = mapping;
        this.end = end;
        this.output = output;
        this.listing = new HexListing(output, palette, new HexRow(palette, end - 1));
    }

    static void show(
            FileMapping mapping, long offset, long length, Output output, Palette palette)
            throws IOException {
        HexView view = new HexView(mapping, offset + length, output, palette);
        view.show(offset);
        PageLetters.LEGEND.lines().forEach(line -> output.line(palette.dim(line)));
    }

    /** A window whose page states have been queried. */
    private record Window(View view, PageSurvey survey) {}

    private void show(long offset) throws IOException {
        Window current = window(offset);
        while (current != null) {
            // Query the next window before reading the current one, because the system reads ahead.
            Window next = window(current.view().offset() + current.view().length());
            try (View view = current.view()) {
                show(view, current.survey());
            } catch (Throwable failure) {
                if (next != null) {
                    next.view().close();
                }
                throw failure;
            }
            current = next;
        }
    }

    private @Nullable Window window(long offset) throws IOException {
        if (offset >= end) {
            return null;
        }
        long length = Math.min(WINDOW - offset % WINDOW, end - offset);
        View view = mapping.view(offset, length).threadConfined().advice(Advice.RANDOM).map();
        try {
            PageSurvey survey = PageSurvey.withOthers(view);
            view.advise(Advice.NORMAL);
            return new Window(view, survey);
        } catch (Throwable failure) {
            view.close();
            throw failure;
        }
    }

    private void show(View view, PageSurvey survey) throws IOException {
        long at = 0;
        while (at < view.length()) {
            long offset = view.offset() + at;
            // A chunk ends at the end of a row.
            int length = (int) Math.min(CHUNK - offset % CHUNK, view.length() - at);
            view.prefetch(List.of(new ByteRange(at, length))); // reports a page that cannot be read
            int lead = (int) (offset % HexRow.BYTES);
            byte[] bytes = new byte[lead + length + HexRow.BYTES];
            Windows.copy(mapping, view, offset, length, bytes, lead);
            listing.rows(survey, offset - lead, bytes, lead, lead + length);
            output.flush();
            at += length;
        }
        listing.endZeros();
    }
}
