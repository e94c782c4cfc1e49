package io.fileview.labs.common;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rows of strings, numbers, truth values and, for what does not apply, nulls. As text the first line
 * is the heading and numbers are aligned to the right; as JSON each row is an object whose fields are
 * named after the columns.
 */
public final class Table {
    private final List<String> heading;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    /**
     * Starts a table.
     *
     * @param heading the names of the columns, in words
     */
    public Table(String... heading) {
        this.heading = List.of(heading);
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are columns
     * @return this table
     */
    public Table row(@Nullable Object... cells) {
        if (cells.length != heading.size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells for " + heading.size() + " columns");
        }
        rows.add(Arrays.asList(cells.clone()));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * Lays the table out as text.
     *
     * @return its lines, each with its end
     */
    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(heading);
        rows.forEach(row -> lines.add(row.stream().map(Table::text).toList()));
        int[] widths = new int[heading.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> cells : lines) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String space = " ".repeat(widths[i] - cells.get(i).length());
                line.append(isNumeric(i) ? space + cells.get(i) : cells.get(i) + space)
                        .append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String text(@Nullable Object cell) {
        return switch (cell) {
            case null -> "-";
            case Boolean truth -> truth ? "yes" : "NO";
            default -> cell.toString();
        };
    }

    private boolean isNumeric(int column) {
        return rows.stream().map(row -> row.get(column))
                .allMatch(cell -> cell == null || cell instanceof Number);
    }

    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (List<@Nullable Object> row : rows) {
            json.writeStartObject();
            for (int i = 0; i < heading.size(); i++) {
                json.writeFieldName(fieldName(heading.get(i)));
                write(json, row.get(i));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, @Nullable Object cell) throws IOException {
        switch (cell) {
            case null -> json.writeNull();
            case Boolean truth -> json.writeBoolean(truth);
            case Number number -> json.writeNumber(number.longValue());
            default -> json.writeString(cell.toString());
        }
    }

    /** Returns {@code fileSystem} for {@code file system}. */
    private static String fieldName(String words) {
        StringBuilder name = new StringBuilder();
        for (String word : words.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
            name.append(
                    name.isEmpty() || word.isEmpty()
                            ? word
                            : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }
}
