package io.fileview.labs.powercut;

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
 * @param outcomes of all trials
 */
record Report(long seed, long seconds, List<Outcome> outcomes) {
    boolean isGood() {
        return outcomes.stream().allMatch(Outcome::isAsItMust);
    }

    String text() {
        Table table =
                new Table(
                        "file system",
                        "workload",
                        "cuts",
                        "looked for",
                        "lost",
                        "half-applied",
                        "not mountable",
                        "as it must be");
        for (Outcome one : outcomes) {
            table.row(
                    one.fileSystem().mountName(),
                    one.trial().title(),
                    one.cuts(),
                    one.checked(),
                    one.losing(),
                    one.breaking(),
                    one.unmountable(),
                    one.isAsItMust() ? "yes" : "NO");
        }
        StringBuilder text = new StringBuilder(table.toString());
        text.append("lost, half-applied, not mountable: in how many cuts\n");
        for (Outcome one : outcomes) {
            if (!one.isAsItMust()) {
                text.append(one.fileSystem().mountName())
                        .append(", ")
                        .append(one.trial().title())
                        .append(": ")
                        .append(one.problem() == null ? "nothing was lost" : one.problem())
                        .append('\n');
            }
        }
        text.append(sum()).append('\n');
        return text.toString();
    }

    private String sum() {
        return cuts(false) + " cuts, " + bad(false) + " bad; controls: " + cuts(true) + " cuts, "
                + bad(true) + " bad; seed " + seed + ", " + seconds + " s";
    }

    private int cuts(boolean controls) {
        return outcomes.stream()
                .filter(one -> one.trial().isControl() == controls)
                .mapToInt(Outcome::cuts)
                .sum();
    }

    private int bad(boolean controls) {
        return outcomes.stream()
                .filter(one -> one.trial().isControl() == controls)
                .mapToInt(one -> one.losing() + one.breaking() + one.unmountable())
                .sum();
    }

    String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField("seed", seed);
            json.writeNumberField("seconds", seconds);
            json.writeBooleanField("good", isGood());
            json.writeArrayFieldStart("trials");
            for (Outcome one : outcomes) {
                json.writeStartObject();
                json.writeStringField("fileSystem", one.fileSystem().mountName());
                json.writeStringField("workload", one.trial().title());
                json.writeBooleanField("control", one.trial().isControl());
                json.writeNumberField("cuts", one.cuts());
                json.writeNumberField("lookedFor", one.checked());
                json.writeNumberField("lost", one.losing());
                json.writeNumberField("halfApplied", one.breaking());
                json.writeNumberField("notMountable", one.unmountable());
                json.writeBooleanField("asItMustBe", one.isAsItMust());
                json.writeStringField("problem", one.problem());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }
}
