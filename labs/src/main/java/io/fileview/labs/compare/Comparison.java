package io.fileview.labs.compare;

import io.fileview.labs.common.Meter.Cost;
import io.fileview.labs.common.Table;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table, as the labs print it and in Markdown. */
final class Comparison {
    private static final double MEBIBYTE = 1 << 20;
    private static final double MEASURABLE_SECONDS = 0.001;
    private static final int LONGEST_CELL = 160;
    private static final List<String> HEADING =
            List.of(
                    "case", "program", "seconds", "processor s", "MiB read", "MiB from device",
                    "MiB more in memory", "first line s", "Fileview's time", "its processor time",
                    "result");

    private final List<Measured> rows;

    Comparison(List<Measured> rows) {
        this.rows = List.copyOf(rows);
    }

    Table table() {
        Table table = new Table(HEADING.toArray(String[]::new));
        rows.forEach(row -> table.row(cells(row).toArray()));
        return table;
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        line(text, HEADING);
        line(text, HEADING.stream().map(name -> "---").toList());
        rows.forEach(row -> line(text, cells(row)));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static List<String> cells(Measured row) {
        Cost cost = row.cost();
        return List.of(
                row.title(),
                row.program(),
                seconds(cost.seconds()),
                seconds(cost.processorSeconds()),
                mebibytes(cost.bytesRead()),
                mebibytes(cost.bytesFromDevice()),
                mebibytes(row.cacheGrown()),
                row.firstLine() == null ? "" : seconds(row.firstLine()),
                row.ours() == null
                        ? ""
                        : ratio(row.ours().cost().seconds(), cost.seconds()),
                row.ours() == null
                        ? ""
                        : ratio(
                                row.ours().cost().processorSeconds(), cost.processorSeconds()),
                cell(row.result()));
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / MEBIBYTE);
    }

    /** How many times as much Fileview takes. */
    static String ratio(double ours, double theirs) {
        return theirs < MEASURABLE_SECONDS
                ? "theirs is too short"
                : String.format(Locale.ROOT, "%.2f×", ours / theirs);
    }

    /** No result may break the table. */
    static String cell(String result) {
        String line = result.replaceAll("[\\p{Cntrl}|]", " ").strip();
        return line.length() <= LONGEST_CELL ? line : line.substring(0, LONGEST_CELL) + "…";
    }

    /** Finds the row of a program in a case. */
    @Nullable Measured row(String titleStart, String program) {
        return rows.stream()
                .filter(row -> row.title().startsWith(titleStart) && row.program().equals(program))
                .findFirst()
                .orElse(null);
    }
}
