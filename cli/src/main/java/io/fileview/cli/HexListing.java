package io.fileview.cli;

import io.fileview.pages.PageMap;
import java.util.Arrays;

/**
 * Rows of bytes, with a heading for each page that shows its state; runs of rows of zeros are
 * abbreviated.
 */
final class HexListing {
    private static final byte[] ZEROS = new byte[HexRow.BYTES];

    private final Output output;
    private final Palette palette;
    private final HexRow row;
    private final StringBuilder line = new StringBuilder(256);

    private boolean inZeros;
    private long omittedZeroRows;
    private long lastPage = -1;
    private boolean started;

    HexListing(Output output, Palette palette, HexRow row) {
        this.output = output;
        this.palette = palette;
        this.row = row;
    }

    private void heading() {
        String pad = " ".repeat(row.offsetDigits() - "offset".length());
        output.line(
                palette.dim(
                        "offset"
                                + pad
                                + row.gap()
                                + "00 01 02 03 04 05 06 07"
                                + row.gap()
                                + "08 09 0a 0b 0c 0d 0e 0f"));
    }

    /**
     * Prints rows, after a heading if they are the first: if none can be read, there is no heading.
     *
     * @param start the file offset of the first byte of {@code bytes}, a multiple of the row's size
     * @param from the first of the bytes to show
     * @param to the end of the bytes to show, exclusive; the array extends to the end of the last
     *     row
     */
    void rows(PageSurvey survey, long start, byte[] bytes, int from, int to) {
        if (!started) {
            started = true;
            heading();
        }
        PageMap pages = survey.pages();
        int page = -1;
        for (int at = 0; at < to; at += HexRow.BYTES) {
            long offset = start + at;
            int pageHere = (int) ((offset - pages.offsetOf(0)) / pages.pageSize());
            if (pageHere != page) {
                page = pageHere;
                mark(pages.offsetOf(page), pages.pageSize(), PageLetters.of(survey, page));
            }
            int first = Math.max(0, from - at);
            int end = Math.min(HexRow.BYTES, to - at);
            if (end - first == HexRow.BYTES
                    && Arrays.equals(bytes, at, at + HexRow.BYTES, ZEROS, 0, HexRow.BYTES)) {
                if (inZeros) {
                    omittedZeroRows++;
                    continue;
                }
                inZeros = true;
            } else {
                endZeros();
            }
            line.setLength(0);
            line.append(row.offset(offset)).append(row.gap());
            row.append(line, bytes, at, first, end, HexRow::plainLook);
            output.line(line);
        }
    }

    /** Prints the number of omitted rows of zeros, if any. */
    void endZeros() {
        if (omittedZeroRows > 0) {
            output.line(
                    palette.dim(
                            "*"
                                    + " ".repeat(row.offsetDigits() - 1)
                                    + row.gap()
                                    + Amount.count(omittedZeroRows, "more row")
                                    + " of zeros"));
        }
        inZeros = false;
        omittedZeroRows = 0;
    }

    private void mark(long pageOffset, long pageSize, String letters) {
        long number = pageOffset / pageSize;
        if (number == lastPage) {
            return; // the chunk continues the page of the previous one
        }
        lastPage = number;
        endZeros();
        output.line(
                palette.bold("--- page " + number + " at " + Amount.hex(pageOffset) + " ")
                        + palette.dim("-".repeat(24))
                        + " "
                        + letters);
    }
}
