package io.fileview.labs.common;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The results of a lab, and the two forms in which they are printed. */
public final class Report {
    private final Table table;
    private final String summary;
    private final List<String> notes = new ArrayList<>();
    private final List<Unrun> notRun = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private @Nullable String layout;

    /** Something that could not be run, and why. */
    private record Unrun(String what, String reason) {}

    /**
     * One run of a lab.
     *
     * @param lab the name of the lab
     * @param seed the seed of every random choice
     * @param seconds the time that the run took
     */
    public record Run(String lab, long seed, double seconds) {}

    /**
     * Starts a report.
     *
     * @param table the results
     * @param summary the results in one line
     */
    public Report(Table table, String summary) {
        this.table = table;
        this.summary = summary;
    }

    /**
     * Prints the results as this text instead of as the table; JSON keeps the table.
     *
     * @param text the results
     * @return this report
     */
    public Report layout(String text) {
        layout = text;
        return this;
    }

    /**
     * Adds an explanation.
     *
     * @param note one sentence or two
     */
    public void note(String note) {
        notes.add(note);
    }

    /**
     * Adds something that was asked for and could not be run.
     *
     * @param what what could not be run
     * @param reason why, and what to do about it
     */
    public void notRun(String what, String reason) {
        notRun.add(new Unrun(what, reason));
    }

    /**
     * Adds something that is not as it should be, which makes the lab fail.
     *
     * @param what a broken promise, or a control that was not caught
     */
    public void wrong(String what) {
        wrong.add(what);
    }

    /**
     * Returns what is not as it should be.
     *
     * @return broken promises and controls that were not caught
     */
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    /**
     * Tells whether everything that was run is as it should be.
     *
     * @return false if anything is wrong, or nothing was run although everything could be
     */
    public boolean isGood() {
        return wrong.isEmpty() && !(table.isEmpty() && notRun.isEmpty());
    }

    /**
     * Tells whether everything that was asked for was run.
     *
     * @return true if so
     */
    public boolean isComplete() {
        return notRun.isEmpty();
    }

    /**
     * Lays the report out for people.
     *
     * @param run the run
     * @return lines of text
     */
    public String text(Run run) {
        StringBuilder text = new StringBuilder();
        if (!table.isEmpty()) {
            text.append(layout == null ? table.toString() : layout);
            notes.forEach(note -> text.append(note).append('\n'));
        }
        notRun.forEach(one -> text.append("NOT RUN: ").append(one.what).append(": ")
                .append(one.reason).append('\n'));
        wrong.forEach(what -> text.append("WRONG: ").append(what).append('\n'));
        String verdict =
                !isGood() ? "NOT AS PROMISED" : isComplete() ? "as promised" : "INCOMPLETE";
        return text.append(
                String.format(
                        Locale.ROOT,
                        "%s; seed %d, %.1f s: %s%n",
                        summary,
                        run.seed,
                        run.seconds,
                        verdict))
                .toString();
    }

    /**
     * Lays the report out for programs.
     *
     * @param run the run
     * @return one JSON object, with the end of a line
     * @throws IOException never: it is written to memory
     */
    public String json(Run run) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("lab", run.lab);
            json.writeNumberField("seed", run.seed);
            json.writeNumberField("seconds", run.seconds);
            json.writeBooleanField("good", isGood());
            json.writeBooleanField("complete", isComplete());
            json.writeStringField("summary", summary);
            json.writeFieldName("rows");
            table.writeTo(json);
            writeStrings(json, "notes", notes);
            json.writeArrayFieldStart("notRun");
            for (Unrun one : notRun) {
                json.writeStartObject();
                json.writeStringField("what", one.what);
                json.writeStringField("reason", one.reason);
                json.writeEndObject();
            }
            json.writeEndArray();
            writeStrings(json, "wrong", wrong);
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static void writeStrings(JsonGenerator json, String name, List<String> strings)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (String one : strings) {
            json.writeString(one);
        }
        json.writeEndArray();
    }
}
