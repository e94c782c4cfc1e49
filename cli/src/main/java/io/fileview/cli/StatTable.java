package io.fileview.cli;

import io.fileview.cli.Palette.Tone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results of {@code fileview stat} for many files: one row for each. */
final class StatTable {
    static final int STRIP_CELLS = 8;

    private static final int BYTES = 9;
    private static final int SHARE = 7;
    private static final int PROCESSES = 8;
    private static final int STRIP = STRIP_CELLS + 2;
    private static final int LEAST_NAME = 20;

    private final Output output;
    private final Palette palette;
    private final boolean ascii;

    /** How many characters of a path fit; on a terminal a longer one is shortened. */
    private final int mostOfName;

    StatTable(Output output, Palette palette, boolean ascii) {
        this.output = output;
        this.palette = palette;
        this.ascii = ascii;
        int rest =
                output.terminal().showsOutput()
                        ? output.terminal().width() - 3 * BYTES - SHARE - PROCESSES - STRIP - 4
                        : Integer.MAX_VALUE;
        this.mostOfName = Math.max(LEAST_NAME, rest);
    }

    void heading() {
        output.line(
                palette.dim(
                        right("IN MEMORY", BYTES)
                                + right("SHARE", SHARE)
                                + right("SIZE", BYTES)
                                + right("DIRTY", BYTES)
                                + right("MAPPED", PROCESSES)
                                + "  "
                                + left("WHERE", STRIP)
                                + "  FILE"));
    }

    void file(FileFacts file) {
        List<MappingProcess> processes = file.mappedBy();
        ResidencyStrip strip = file.strip();
        String where = strip == null ? "" : strip.draw(ascii);
        output.line(
                numbers(
                        file.residentBytes(),
                        file.residentPages(),
                        file.pages(),
                        file.size(),
                        file.dirtyBytes())
                        + right(processes == null ? "?" : "" + processes.size(), PROCESSES)
                        + "  "
                        + palette.paint(Tone.GREEN, left(where, STRIP))
                        + "  "
                        + shortened(PathText.of(file.path()).line()));
    }

    void total(StatTotal total) {
        output.line(
                palette.bold(
                        numbers(
                                total.residentBytes(),
                                total.residentPages(),
                                total.pages(),
                                total.size(),
                                total.dirtyBytes())
                                + right("", PROCESSES)
                                + "  "
                                + left("", STRIP)
                                + "  total, "
                                + Amount.count(total.files(), "file")
                                + (total.failed() == 0
                                        ? ""
                                        : ", and " + total.failed() + " failed")));
    }

    /** The end of a path says more than its start. */
    private String shortened(String path) {
        if (path.length() <= mostOfName) {
            return path;
        }
        int start = path.length() - mostOfName + 3;
        boolean isInside = Character.isLowSurrogate(path.charAt(start));
        return "..." + path.substring(isInside ? start + 1 : start);
    }

    private static String numbers(
            @Nullable Long residentBytes,
            @Nullable Long residentPages,
            long pages,
            long size,
            @Nullable Long dirtyBytes) {
        return right(amount(residentBytes), BYTES)
                + right(residentPages == null ? "?" : Amount.percent(residentPages, pages), SHARE)
                + right(amount(size), BYTES)
                + right(amount(dirtyBytes), BYTES);
    }

    private static String amount(@Nullable Long bytes) {
        return bytes == null ? "?" : Amount.brief(bytes);
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
