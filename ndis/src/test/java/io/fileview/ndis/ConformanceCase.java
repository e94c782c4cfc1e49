package io.fileview.ndis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A conformance case: calls, and the expected result of each. */
record ConformanceCase(
        String id,
        String function,
        String confidence,
        List<Map<String, Object>> steps,
        List<Map<String, Object>> expectations) {
    private static final JsonFactory JSON = new JsonFactory();

    static List<ConformanceCase> inFile(Path file) throws IOException {
        return in(Files.readString(file));
    }

    static List<ConformanceCase> inResource(String name) throws IOException {
        try (InputStream stream = ConformanceCase.class.getResourceAsStream(name)) {
            return in(
                    new String(
                            Objects.requireNonNull(stream, name).readAllBytes(),
                            StandardCharsets.UTF_8));
        }
    }

    private static List<ConformanceCase> in(String lines) throws IOException {
        List<ConformanceCase> cases = new ArrayList<>();
        for (String line : lines.lines().filter(line -> !line.isBlank()).toList()) {
            cases.add(parse(line));
        }
        return cases;
    }

    /** Whether the case is about the NDIS functions; others are about Win32 functions. */
    boolean isAboutNdis() {
        return function.startsWith("Ndis")
                || steps.stream()
                        .map(step -> text(step, "call"))
                        .anyMatch(call -> call.startsWith("Ndis") || call.contains("DriverFile"));
    }

    static String text(Map<String, Object> fields, String name) {
        return String.valueOf(fields.get(name));
    }

    static long number(Map<String, Object> fields, String name) {
        return ((Number) Objects.requireNonNull(fields.get(name), name)).longValue();
    }

    private static ConformanceCase parse(String line) throws IOException {
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            Map<String, Object> fields = object(value(parser));
            List<Map<String, Object>> steps = objects(fields.get("steps"));
            List<Map<String, Object>> expectations = objects(fields.get("expect"));
            while (expectations.size() < steps.size()) {
                expectations.add(Map.of());
            }
            return new ConformanceCase(
                    text(fields, "id"),
                    text(fields, "function"),
                    text(object(fields.get("trust")), "confidence"),
                    steps,
                    expectations);
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
                List<Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            // An address may have its highest bit set.
            case VALUE_NUMBER_INT -> parser.getBigIntegerValue().longValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    @SuppressWarnings("unchecked") // a JSON object is a map of names to anything
    private static Map<String, Object> object(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static List<Map<String, Object>> objects(Object list) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object element : (List<?>) list) {
            objects.add(object(element));
        }
        return objects;
    }
}
