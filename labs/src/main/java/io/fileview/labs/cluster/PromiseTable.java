package io.fileview.labs.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.fileview.labs.cluster.Verdict.State;
import java.io.IOException;
import java.io.StringWriter;
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

    boolean has(State state) {
        return count(state) > 0;
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

    /** A grid of states, for a terminal. */
    String grid() {
        int first = 0;
        for (Promise promise : Promise.values()) {
            first = Math.max(first, promise.words().length());
        }
        StringBuilder text = new StringBuilder(" ".repeat(first));
        for (String technology : columns.keySet()) {
            text.append("  ").append(padded(technology, 9));
        }
        text.append('\n');
        for (Promise promise : Promise.values()) {
            text.append(padded(promise.words(), first));
            for (String technology : columns.keySet()) {
                text.append("  ").append(padded(cell(technology, promise).state().words(), 9));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** A grid of states, and beneath it what was seen for each cell. */
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

    /** One object; {@code cells} has one entry for each technology and promise. */
    String json(double seconds) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("seconds", seconds);
            for (State state : State.values()) {
                json.writeNumberField(state.name(), count(state));
            }
            json.writeArrayFieldStart("cells");
            for (String technology : columns.keySet()) {
                for (Promise promise : Promise.values()) {
                    Verdict verdict = cell(technology, promise);
                    json.writeStartObject();
                    json.writeStringField("technology", technology);
                    json.writeStringField("promise", promise.name());
                    json.writeStringField("state", verdict.state().name());
                    json.writeStringField("words", verdict.words());
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
