package io.fileview.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.fileview.pages.Answer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a JSON document to standard output. Unknown values are null. */
final class JsonReport {
    private JsonReport() {}

    /** Writes the fields of the document. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    static void write(Output output, Body body) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(output.stream());
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
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
