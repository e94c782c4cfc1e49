package io.fileview.win32;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists, strings, longs, booleans and null, on one line. */
final class JsonTree {
    private JsonTree() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return (Map<String, Object>) value(parser);
        }
    }

    static String text(Object value) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            write(value, generator);
        }
        return text.toString();
    }

    private static void write(Object value, JsonGenerator to) throws IOException {
        switch (value) {
            case null -> to.writeNull();
            case Map<?, ?> fields -> {
                to.writeStartObject();
                for (Map.Entry<?, ?> field : fields.entrySet()) {
                    to.writeFieldName((String) field.getKey());
                    write(field.getValue(), to);
                }
                to.writeEndObject();
            }
            case List<?> items -> {
                to.writeStartArray();
                for (Object item : items) {
                    write(item, to);
                }
                to.writeEndArray();
            }
            case String text -> to.writeString(text);
            case Long number -> to.writeNumber(number);
            case Boolean truth -> to.writeBoolean(truth);
            default -> throw new IOException("cannot write " + value);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, value(parser));
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            // An address may have its highest bit set.
            case VALUE_NUMBER_INT -> parser.getBigIntegerValue().longValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }
}
