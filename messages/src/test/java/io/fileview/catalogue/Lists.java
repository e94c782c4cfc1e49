package io.fileview.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The lists beside this class: of tests that provoke messages, and of places that have an excuse. */
final class Lists {
    private Lists() {}

    /** Returns the tests by module and engine, with a space between them. */
    static Map<String, List<String>> scenarios() throws IOException {
        Map<String, List<String>> scenarios = new LinkedHashMap<>();
        for (String line : lines("scenarios.txt")) {
            int test = line.lastIndexOf(' ');
            scenarios.computeIfAbsent(line.substring(0, test), each -> new ArrayList<>())
                    .add(line.substring(test + 1));
        }
        return scenarios;
    }

    /** Returns the reasons by the names of places. */
    static Map<String, String> reasons(String file) throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : lines(file)) {
            int reason = line.lastIndexOf(" | ");
            reasons.put(line.substring(0, reason), line.substring(reason + 3));
        }
        return reasons;
    }

    private static List<String> lines(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(Lists.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
