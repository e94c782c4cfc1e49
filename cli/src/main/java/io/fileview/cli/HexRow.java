package io.fileview.cli;

import io.fileview.cli.Palette.Tone;

/** Formats sixteen bytes in hexadecimal and as text. */
final class HexRow {
    static final int BYTES = 16;

    private static final String DIGITS = "0123456789abcdef";
    private static final int LEAST_OFFSET_DIGITS = 8;

    /** Rows with longer offsets have fewer blanks, so that they are no wider than 80 columns. */
    private static final int MOST_ROOMY_DIGITS = 10;

    private final Palette palette;
    private final int offsetDigits;
    private final String gap;

    /** Chooses how a byte looks. */
    interface Look {
        Tone of(int index, byte value);
    }

    /**
     * Creates a formatter whose offsets all have the same width.
     *
     * @param lastOffset the largest offset that will be shown
     */
    HexRow(Palette palette, long lastOffset) {
        this.palette = palette;
        this.offsetDigits =
                Math.max(LEAST_OFFSET_DIGITS, Long.toHexString(lastOffset).length());
        this.gap = offsetDigits > MOST_ROOMY_DIGITS ? " " : "  ";
    }

    /** What is before the first byte after the offset, in the middle, and before the text. */
    String gap() {
        return gap;
    }

    int offsetDigits() {
        return offsetDigits;
    }

    String offset(long offset) {
        String digits = Long.toHexString(offset);
        return "0".repeat(offsetDigits - digits.length()) + digits;
    }

    /** Dims zeros and highlights bytes that are not text. */
    static Tone plainLook(int index, byte value) {
        if (value == 0) {
            return Tone.DIM;
        }
        return isText(value) ? Tone.PLAIN : Tone.CYAN;
    }

    /**
     * Appends one row, with nothing before its first byte.
     *
     * @param bytes contains the sixteen bytes of the row at {@code start}
     * @param from the first byte of the row to show, 0 to 16
     * @param to the end of the bytes to show, exclusive
     */
    void append(StringBuilder line, byte[] bytes, int start, int from, int to, Look look) {
        Tone tone = Tone.PLAIN;
        for (int i = 0; i < BYTES; i++) {
            boolean shown = i >= from && i < to;
            Tone next = shown ? look.of(i, bytes[start + i]) : Tone.PLAIN;
            palette.change(line, tone, next);
            tone = next;
            line.append(i == 0 ? "" : i == BYTES / 2 ? gap : " ");
            if (shown) {
                int value = bytes[start + i] & 0xff;
                line.append(DIGITS.charAt(value >> 4)).append(DIGITS.charAt(value & 15));
            } else {
                line.append("  ");
            }
        }
        palette.change(line, tone, Tone.PLAIN);
        line.append(gap).append('|');
        tone = Tone.PLAIN;
        for (int i = 0; i < BYTES; i++) {
            boolean shown = i >= from && i < to;
            Tone next = shown ? look.of(i, bytes[start + i]) : Tone.PLAIN;
            palette.change(line, tone, next);
            tone = next;
            line.append(shown ? text(bytes[start + i]) : ' ');
        }
        palette.change(line, tone, Tone.PLAIN);
        line.append('|');
    }

    /** Appends the hexadecimal digits of bytes without separators. */
    static void appendDigits(StringBuilder text, byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            int value = bytes[i] & 0xff;
            text.append(DIGITS.charAt(value >> 4)).append(DIGITS.charAt(value & 15));
        }
    }

    private static char text(byte value) {
        return isText(value) ? (char) value : '.';
    }

    private static boolean isText(byte value) {
        return value >= ' ' && value < 0x7f;
    }
}
