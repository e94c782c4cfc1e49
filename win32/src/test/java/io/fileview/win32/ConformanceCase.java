package io.fileview.win32;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A conformance case: calls, and the expected result of each.
 *
 * @param id its name
 * @param function the function that it tests
 * @param confidence how certain the expectation is
 * @param needs what a runner must have, or be able to do, for the case to mean anything
 * @param steps the calls
 * @param expected the expected results of the calls; null for a call whose result is not checked
 */
record ConformanceCase(
        String id,
        String function,
        String confidence,
        List<String> needs,
        List<Map<String, Object>> steps,
        List<Map<String, Object>> expected) {
    private static final List<String> RESOURCES =
            List.of("cases-open.jsonl", "cases-more.jsonl", "cases-extended.jsonl");

    /** The lines of a resource of the tests. */
    static List<String> lines(String resource) throws IOException {
        try (InputStream stream = ConformanceCase.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }

    @SuppressWarnings("unchecked")
    static ConformanceCase parse(String line) throws IOException {
        Map<String, Object> json = JsonTree.object(line);
        Map<String, Object> trust = (Map<String, Object>) json.get("trust");
        List<Map<String, Object>> steps = (List<Map<String, Object>>) json.get("steps");
        List<Map<String, Object>> expected =
                new ArrayList<>((List<Map<String, Object>>) json.get("expect"));
        while (expected.size() < steps.size()) {
            expected.add(null);
        }
        return new ConformanceCase(
                (String) json.get("id"),
                (String) json.get("function"),
                (String) trust.get("confidence"),
                needs(json.get("needs")),
                steps,
                expected);
    }

    private static List<String> needs(Object needs) {
        return switch (needs) {
            case null -> List.of();
            case List<?> several -> several.stream().map(String.class::cast).toList();
            default -> List.of((String) needs);
        };
    }

    boolean isNdis() {
        return steps.stream()
                .map(step -> (String) step.get("call"))
                .anyMatch(call -> call.startsWith("Ndis") || call.contains("DriverFile"));
    }

    boolean calls(String function) {
        return steps.stream().anyMatch(step -> function.equals(step.get("call")));
    }

    boolean hasOtherProcess() {
        return steps.stream().anyMatch(step -> step.containsKey("in"));
    }

    /** The cases of the files that a property names, or those in the resources of the tests. */
    static List<ConformanceCase> all() throws IOException {
        List<ConformanceCase> cases = new ArrayList<>();
        String files = System.getProperty("fileview.conformance.cases", "");
        if (files.isEmpty()) {
            for (String resource : RESOURCES) {
                for (String line : lines(resource)) {
                    cases.add(parse(line));
                }
            }
        }
        for (String file : files.split(",", -1)) {
            if (!file.isEmpty()) {
                for (String line : Files.readAllLines(Path.of(file))) {
                    if (!line.isBlank()) {
                        cases.add(parse(line));
                    }
                }
            }
        }
        return cases.stream().filter(one -> !one.isNdis()).toList();
    }
}
