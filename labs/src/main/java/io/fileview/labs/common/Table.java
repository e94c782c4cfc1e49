package io.fileview.labs.common;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of text: the first row is the heading, numbers stand at the right. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Starts a table.
     *
     * @param heading the names of its columns
     */
    public Table(String... heading) {
        rows.add(List.of(heading));
    }

    /**
     * Adds a row.
     *
     * @param cells as many as the heading has
     * @return this table
     */
    public Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    /**
     * Lays the table out.
     *
     * @return its lines, each with its end
     */
    @Override
    public String toString() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String space = " ".repeat(widths[i] - row.get(i).length());
                line.append(isNumber(i) ? space + row.get(i) : row.get(i) + space).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private boolean isNumber(int column) {
        return rows.stream().skip(1).allMatch(row -> row.get(column).matches("[-0-9.,]* ?%?"));
    }
}
