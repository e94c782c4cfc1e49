package io.fileview.labs.ioerrors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.fileview.labs.common.Table;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/**
 * The results.
 *
 * @param seed with which to repeat it
 * @param seconds how long it took
 * @param cells of the table
 */
record Report(long seed, long seconds, List<Cell> cells) {
    /** Nothing lost, every failure hit, something repaired, and the control lost. */
    boolean isGood() {
        return cells.stream().noneMatch(cell -> !cell.isControl() && cell.isBad())
                && cells.stream()
                        .filter(cell -> !cell.isControl() && cell.notRun() == null)
                        .allMatch(cell -> cell.injected() > 0)
                && cells.stream().anyMatch(cell -> !cell.isControl()
                        && cell.kind().isOfDevice()
                        && cell.repaired() > 0)
                && controlLost();
    }

    private boolean controlLost() {
        return cells.stream().anyMatch(cell -> cell.isControl() && cell.losing() > 0);
    }

    String text() {
        Table table =
                new Table(
                        "file system",
                        "workload",
                        "fault",
                        "injected",
                        "told",
                        "repaired",
                        "cuts",
                        "looked for",
                        "lost",
                        "half-applied",
                        "not mountable");
        for (Cell one : cells) {
            if (one.notRun() == null) {
                table.row(
                        one.fileSystem().mountName(),
                        one.title(),
                        one.kind().title(),
                        one.injected(),
                        one.told(),
                        one.repaired(),
                        one.cuts(),
                        one.checked(),
                        one.losing(),
                        one.breaking(),
                        one.unmountable());
            }
        }
        StringBuilder text = new StringBuilder(table.toString());
        text.append("told: a call of the program failed (a commit gets over some failures itself);")
                .append(" repaired: it then got over it, and reported all durable\nlost, half-applied, not mountable: in how many")
                .append(" cuts\n");
        for (Cell one : cells) {
            String name = one.fileSystem().mountName() + ", " + one.title() + ", "
                    + one.kind().title();
            if (one.notRun() != null) {
                text.append("DID NOT RUN: ").append(name).append(": ").append(one.notRun());
                text.append('\n');
            } else if (one.isBad()) {
                text.append(one.isControl() ? "as it must be: " : "WRONG: ");
                text.append(one.problem()).append('\n');
            }
        }
        if (!controlLost()) {
            text.append("WRONG: no control lost anything\n");
        }
        return text.append(sum()).append('\n').toString();
    }

    private String sum() {
        List<Cell> proper = cells.stream().filter(cell -> !cell.isControl()).toList();
        return proper.stream().mapToInt(Cell::injected).sum() + " failures, "
                + proper.stream().mapToInt(Cell::cuts).sum() + " cuts, "
                + proper.stream()
                        .mapToInt(one -> one.losing() + one.breaking() + one.unmountable())
                        .sum()
                + " bad; seed " + seed + ", " + seconds + " s";
    }

    String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField("seed", seed);
            json.writeNumberField("seconds", seconds);
            json.writeBooleanField("good", isGood());
            json.writeArrayFieldStart("cells");
            for (Cell one : cells) {
                json.writeStartObject();
                json.writeStringField("fileSystem", one.fileSystem().mountName());
                json.writeStringField("workload", one.workload().title());
                json.writeBooleanField("control", one.isControl());
                json.writeStringField("fault", one.kind().title());
                json.writeStringField("notRun", one.notRun());
                json.writeNumberField("injected", one.injected());
                json.writeNumberField("told", one.told());
                json.writeNumberField("repaired", one.repaired());
                json.writeNumberField("cuts", one.cuts());
                json.writeNumberField("lookedFor", one.checked());
                json.writeNumberField("lost", one.losing());
                json.writeNumberField("halfApplied", one.breaking());
                json.writeNumberField("notMountable", one.unmountable());
                json.writeStringField("problem", one.problem());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }
}
