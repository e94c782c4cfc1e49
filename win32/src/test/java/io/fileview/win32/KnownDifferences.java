package io.fileview.win32;

import io.fileview.win32.CaseResults.Difference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a runtime is known to differ from the cases: a line for each value, which names the case, the
 * step, the field and the value. A run must differ exactly so. A line without a value says that the
 * step does not tell the field.
 */
final class KnownDifferences {
    private final Map<String, List<Known>> byCase = new LinkedHashMap<>();

    /** A value that is known to differ. */
    private record Known(int step, String field, Object value) {
        static Known of(Difference difference) {
            return new Known(difference.step(), difference.field(), difference.value());
        }
    }

    static KnownDifferences parse(List<String> lines) throws IOException {
        KnownDifferences known = new KnownDifferences();
        for (String line : lines) {
            Map<String, Object> json = JsonTree.object(line);
            known.byCase
                    .computeIfAbsent((String) json.get("id"), key -> new ArrayList<>())
                    .add(
                            new Known(
                                    Math.toIntExact((long) json.get("step")),
                                    (String) Objects.requireNonNull(json.get("field")),
                                    json.get("value")));
        }
        return known;
    }

    /** A line for a difference. */
    static String line(Difference difference) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", difference.id());
        json.put("step", (long) difference.step());
        json.put("field", difference.field());
        json.put("value", difference.value());
        return JsonTree.text(json);
    }

    boolean has(String id) {
        return byCase.containsKey(id);
    }

    List<String> ids() {
        return List.copyOf(byCase.keySet());
    }

    /** Sentences about what is not as known, in either direction; empty if all is. */
    List<String> surprises(String id, List<Difference> differences) {
        List<Known> known = byCase.getOrDefault(id, List.of());
        List<String> surprises = new ArrayList<>();
        for (Difference difference : differences) {
            if (!known.contains(Known.of(difference))) {
                surprises.add(difference.toString());
            }
        }
        List<Known> found = differences.stream().map(Known::of).toList();
        for (Known stale : known) {
            if (!found.contains(stale)) {
                surprises.add(
                        id + ", step " + stale.step() + ": " + stale.field() + " is no longer "
                                + stale.value() + "; take the line out of the known differences");
            }
        }
        return surprises;
    }
}
