package io.fileview.labs.containers;

import io.fileview.labs.containers.Finding.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code fileview stat} printed about a file that is in memory, and mapped by the lab alone. */
final class StatOutput {
    static final String ABSENT = "absent";

    private static final String UNKNOWN = "unknown";

    private StatOutput() {}

    /**
     * Compares each field with what it must be.
     *
     * @param fields the fields, with patterns that match all of their values
     */
    static Finding judged(
            Map<StatField, String> fields, int exit, List<String> lines, String errors) {
        if (exit != 0) {
            return new Finding(
                    Job.STAT, exit == 1 ? State.REFUSED : State.WRONG,
                    "exit code " + exit + ": " + errors);
        }
        List<String> seen = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        boolean isUnknown = false;
        for (StatField field : StatField.values()) {
            String value = value(lines, field);
            String expected = fields.getOrDefault(field, field.usual());
            seen.add(field.words() + " " + value);
            isUnknown |= isUnknown(value);
            if (!value.matches(expected)) {
                wrong.add(field.words() + " " + value + ", which must be " + expected);
            }
        }
        if (!wrong.isEmpty()) {
            return new Finding(Job.STAT, State.WRONG, String.join("; ", wrong));
        }
        return new Finding(
                Job.STAT, isUnknown ? State.UNKNOWN : State.WORKS, String.join("; ", seen));
    }

    /** Tells whether a value, or the pattern of one, says that something is unknown. */
    static boolean isUnknown(String value) {
        return value.contains(UNKNOWN) || value.equals(ABSENT);
    }

    /** Where the command knows no page in memory, it has no line for their mappings. */
    private static String value(List<String> lines, StatField field) {
        return lines.stream()
                .filter(line -> line.startsWith(field.words() + " "))
                .map(line -> line.substring(field.words().length()).strip())
                .findFirst()
                .orElse(ABSENT);
    }
}
