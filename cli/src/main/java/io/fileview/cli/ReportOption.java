package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/** The options {@code --json} and {@code --json-lines}. */
final class ReportOption {
    @Option(names = "--json", description = "Print a JSON document.")
    private boolean json;

    @Option(names = "--json-lines", description = "Print a line of JSON for each file, and the total at the end.")
    private boolean lines;

    /** What is reported of a file, or of all. */
    interface Row {
        void write(JsonGenerator json) throws IOException;
    }

    /** Requires that at most one of the options is given, before anything is done. */
    void requireOne() {
        if (json && lines) {
            throw CommandFailure.wrongUsage(
                    "--json and --json-lines cannot be used together; use one of them");
        }
    }

    boolean isDocument() {
        return json;
    }

    boolean isLines() {
        return lines;
    }

    /** Reports in JSON, if that is wanted; returns false otherwise. */
    boolean wrote(Output output, List<? extends Row> files, Row total) throws IOException {
        if (json) {
            JsonReport.write(
                    output,
                    document -> {
                        document.writeArrayFieldStart("files");
                        for (Row file : files) {
                            document.writeStartObject();
                            file.write(document);
                            document.writeEndObject();
                        }
                        document.writeEndArray();
                        total(document, total);
                    });
        } else if (lines) {
            for (Row file : files) {
                JsonReport.line(output, file::write);
            }
            JsonReport.line(output, line -> total(line, total));
        }
        return json || lines;
    }

    private static void total(JsonGenerator json, Row total) throws IOException {
        json.writeObjectFieldStart("total");
        total.write(json);
        json.writeEndObject();
    }
}
