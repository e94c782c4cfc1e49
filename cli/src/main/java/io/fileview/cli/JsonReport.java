package io.fileview.cli;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.fileview.pages.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes a JSON document to standard output. Unknown values are null. */
final class JsonReport {
    private JsonReport() {}

    /** Writes the fields of the document. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private static JsonGenerator generator(Output output) throws IOException {
        JsonGenerator json =
                new JsonFactoryBuilder()
                        .characterEscapes(new SafeEscapes())
                        .build()
                        .createGenerator(output.stream());
        return json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    /** Writes objects, each of which the body ends with {@link #endLine}. */
    static void writeLines(Output output, Body body) throws IOException {
        JsonGenerator json = generator(output);
        json.setRootValueSeparator(new SerializedString(""));
        body.write(json);
        json.flush();
    }

    static void endLine(JsonGenerator json) throws IOException {
        json.writeRaw('\n');
        json.flush();
    }

    /** Writes one object in one line. */
    static void line(Output output, Body body) throws IOException {
        writeLines(
                output,
                json -> {
                    json.writeStartObject();
                    body.write(json);
                    json.writeEndObject();
                    endLine(json);
                });
    }

    static void write(Output output, Body body) throws IOException {
        JsonGenerator json = generator(output);
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators =
                Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER);
        json.setPrettyPrinter(
                new DefaultPrettyPrinter()
                        .withSeparators(separators)
                        .withObjectIndenter(indenter)
                        .withArrayIndenter(indenter));
        json.writeStartObject();
        body.write(json);
        json.writeEndObject();
        json.writeRaw('\n');
        json.flush();
    }

    /** Writes the path, and its bytes if it is not valid UTF-8. */
    static void path(JsonGenerator json, Path path) throws IOException {
        path(json, "path", path);
    }

    static void path(JsonGenerator json, PathText text) throws IOException {
        path(json, "path", text);
    }

    /** Writes a path as the field of a name; its bytes have the name followed by {@code Bytes}. */
    static void path(JsonGenerator json, String name, Path path) throws IOException {
        path(json, name, PathText.of(path));
    }

    private static void path(JsonGenerator json, String name, PathText text) throws IOException {
        json.writeStringField(name, text.text());
        if (text.bytes() != null) {
            json.writeStringField(name + "Bytes", text.bytes());
        }
    }

    static void number(JsonGenerator json, String name, @Nullable Long value) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    static void answer(JsonGenerator json, String name, Answer answer) throws IOException {
        json.writeFieldName(name);
        if (answer == Answer.UNKNOWN) {
            json.writeNull();
        } else {
            json.writeBoolean(answer == Answer.YES);
        }
    }
}
