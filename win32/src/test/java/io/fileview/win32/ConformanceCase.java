package io.fileview.win32;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
 * @param steps the calls
 * @param expected the expected results of the calls; null for a call whose result is not checked
 */
record ConformanceCase(
        String id,
        String function,
        String confidence,
        List<Map<String, Object>> steps,
        List<Map<String, Object>> expected) {
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
                steps,
                expected);
    }

    boolean isNdis() {
        return steps.stream()
                .map(step -> (String) step.get("call"))
                .anyMatch(call -> call.startsWith("Ndis") || call.contains("DriverFile"));
    }

    boolean calls(String function) {
        return steps.stream().anyMatch(step -> function.equals(step.get("call")));
    }

    /** The cases of the files that a property names, or those in the resources of the tests. */
    static List<ConformanceCase> all() throws IOException {
        List<ConformanceCase> cases = new ArrayList<>();
        String files = System.getProperty("fileview.conformance.cases", "");
        if (files.isEmpty()) {
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    ConformanceCase.class.getResourceAsStream("cases-open.jsonl"),
                                    StandardCharsets.UTF_8))) {
                for (String line : lines.lines().toList()) {
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
