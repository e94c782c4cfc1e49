package io.fileview.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value: a map, a list, a string, a number, a boolean or null. */
record Json(Object value) {
    static Json parse(byte[] document) {
        try (JsonParser parser = new JsonFactory().createParser(document)) {
            parser.nextToken();
            Json json = new Json(read(parser));
            if (parser.nextToken() != null) {
                throw new IllegalStateException("more than one JSON document");
            }
            return json;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Follows a path of field names and list indices. */
    Json at(Object... path) {
        Object here = value;
        for (Object step : path) {
            if (step instanceof Integer index) {
                here = ((List<?>) here).get(index);
            } else {
                Map<?, ?> fields = (Map<?, ?>) here;
                if (!fields.containsKey(step)) {
                    throw new IllegalStateException("no field " + step + " in " + fields);
                }
                here = fields.get(step);
            }
        }
        return new Json(here);
    }

    long number() {
        return ((Number) value).longValue();
    }

    String text() {
        return (String) value;
    }

    List<Json> list() {
        List<Json> elements = new ArrayList<>();
        for (Object element : (List<?>) value) {
            elements.add(new Json(element));
        }
        return elements;
    }

    private static Object read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, read(parser));
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(read(parser));
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("unexpected " + parser.currentToken());
        };
    }
}
