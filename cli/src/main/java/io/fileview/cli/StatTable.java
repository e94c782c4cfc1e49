package io.fileview.cli;

import io.fileview.cli.Palette.Tone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results of {@code fileview stat} for a tree: one line for each file. */
final class StatTable {
    static final int STRIP_CELLS = 12;

    private static final int NUMBER = 11;
    private static final int SHARE = 7;

    private final Output output;
    private final Palette palette;
    private final boolean ascii;

    StatTable(Output output, Palette palette, boolean ascii) {
        this.output = output;
        this.palette = palette;
        this.ascii = ascii;
    }

    void heading() {
        output.line(
                palette.dim(
                        right("IN MEMORY", NUMBER)
                                + right("SHARE", SHARE)
                                + right("SIZE", NUMBER)
                                + right("DIRTY", NUMBER)
                                + right("MAPPED BY", NUMBER)
                                + "  "
                                + left("WHERE", STRIP_CELLS + 2)
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
                        dirtyBytes(file))
                        + right(processes == null ? "?" : "" + processes.size(), NUMBER)
                        + "  "
                        + palette.paint(Tone.GREEN, left(where, STRIP_CELLS + 2))
                        + "  "
                        + Printable.oneLine(file.path().toString()));
    }

    void total(StatTotal total) {
        String dirty =
                total.dirtyPages() == null ? "?" : Amount.count(total.dirtyPages(), "page");
        output.line(
                palette.bold(
                        numbers(
                                total.residentBytes(),
                                total.residentPages(),
                                total.pages(),
                                total.size(),
                                dirty)
                                + right("", NUMBER)
                                + "  "
                                + left("", STRIP_CELLS + 2)
                                + "  total, "
                                + Amount.count(total.files(), "file")
                                + (total.failed() == 0
                                        ? ""
                                        : ", and " + total.failed() + " failed")));
    }

    private static String numbers(
            @Nullable Long residentBytes,
            @Nullable Long residentPages,
            long pages,
            long size,
            String dirty) {
        return right(residentBytes == null ? "?" : Amount.ofBytes(residentBytes), NUMBER)
                + right(residentPages == null ? "?" : Amount.percent(residentPages, pages), SHARE)
                + right(Amount.ofBytes(size), NUMBER)
                + right(dirty, NUMBER);
    }

    private static String dirtyBytes(FileFacts file) {
        return file.dirtyPages() == null ? "?" : Amount.count(file.dirtyPages(), "page");
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
