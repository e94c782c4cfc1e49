package io.fileview.labs.cluster;

import io.fileview.labs.cluster.Verdict.State;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Table;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The verdicts so far, technology by promise, and the forms in which they are shown. */
final class PromiseTable {
    private final Map<String, Map<Promise, Verdict>> columns = new LinkedHashMap<>();

    void put(String technology, Promise promise, Verdict verdict) {
        columns.computeIfAbsent(technology, t -> new EnumMap<>(Promise.class))
                .put(promise, verdict);
    }

    long count(State state) {
        return columns.values().stream()
                .flatMap(column -> column.values().stream())
                .filter(verdict -> verdict.state() == state)
                .count();
    }

    private Verdict cell(String technology, Promise promise) {
        return columns.getOrDefault(technology, Map.of())
                .getOrDefault(promise, Verdict.notRun("was not reached"));
    }

    /** Returns the states as a grid, with the details of each cell in JSON. */
    Report report() {
        Table cells = new Table("technology", "promise", "state", "words");
        for (String technology : columns.keySet()) {
            for (Promise promise : Promise.values()) {
                Verdict verdict = cell(technology, promise);
                cells.row(
                        technology, promise.name(), verdict.state().words(), verdict.words());
            }
        }
        StringBuilder summary = new StringBuilder();
        for (State state : State.values()) {
            summary.append(summary.isEmpty() ? "" : ", ")
                    .append(count(state))
                    .append(' ')
                    .append(state.words());
        }
        Report report = new Report(cells, summary.toString()).layout(grid());
        columns.forEach((technology, column) -> column.forEach((promise, verdict) -> {
            if (verdict.state() == State.FAILED) {
                report.wrong(technology + ": " + promise.words() + ": " + verdict.words());
            }
        }));
        return report;
    }

    private String grid() {
        String[] heading = new String[columns.size() + 1];
        heading[0] = "promise";
        int next = 1;
        for (String technology : columns.keySet()) {
            heading[next++] = technology;
        }
        Table grid = new Table(heading);
        for (Promise promise : Promise.values()) {
            Object[] row = new Object[heading.length];
            row[0] = promise.words();
            for (int i = 1; i < row.length; i++) {
                row[i] = cell(heading[i], promise).state().words();
            }
            grid.row(row);
        }
        return grid.toString();
    }

    /** Returns the states as a grid, followed by what was seen for each cell. */
    String markdown() {
        StringBuilder text = new StringBuilder("| promise |");
        StringBuilder rule = new StringBuilder("| --- |");
        for (String technology : columns.keySet()) {
            text.append(' ').append(technology).append(" |");
            rule.append(" --- |");
        }
        text.append('\n').append(rule).append('\n');
        for (Promise promise : Promise.values()) {
            text.append("| ").append(promise.words()).append(" |");
            for (String technology : columns.keySet()) {
                text.append(' ').append(cell(technology, promise).state().words()).append(" |");
            }
            text.append('\n');
        }
        for (String technology : columns.keySet()) {
            text.append("\n**").append(technology).append("**\n\n");
            for (Promise promise : Promise.values()) {
                Verdict verdict = cell(technology, promise);
                text.append("* ").append(promise.words()).append(": ")
                        .append(verdict.state().words()).append("; ").append(verdict.words())
                        .append('\n');
            }
        }
        return text.toString();
    }
}
