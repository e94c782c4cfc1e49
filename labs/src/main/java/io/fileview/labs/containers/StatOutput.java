package io.fileview.labs.containers;

import io.fileview.labs.containers.Finding.State;
import java.util.List;

/** What {@code fileview stat} printed about a file that is in memory, and mapped by the lab alone. */
final class StatOutput {
    private static final String PAGES = TestFile.PAGES + " pages";

    private StatOutput() {}

    static Finding judged(int exit, List<String> lines, String errors) {
        if (exit != 0) {
            return new Finding(
                    Job.STAT, exit == 1 ? State.REFUSED : State.WRONG,
                    "exit code " + exit + ": " + errors);
        }
        String inMemory = field(lines, "in memory");
        String mappings = field(lines, "mappings");
        String wrong = "";
        if (!inMemory.startsWith(PAGES) && !inMemory.startsWith("unknown")) {
            wrong = "in memory " + inMemory + ", where all " + PAGES + " are";
        }
        if (!mappings.equals("1: " + PAGES) && !mappings.startsWith("unknown")) {
            wrong = "mappings " + mappings + ", where the lab has one";
        }
        String seen = "in memory " + inMemory + "; dirty " + field(lines, "dirty")
                + "; mapped by " + field(lines, "mapped by") + "; mappings " + mappings;
        return new Finding(
                Job.STAT,
                !wrong.isEmpty()
                        ? State.WRONG
                        : seen.contains("unknown") ? State.UNKNOWN : State.WORKS,
                wrong.isEmpty() ? seen : wrong);
    }

    /** Where the command knows no page in memory, it has no line for their mappings. */
    private static String field(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElse("unknown");
    }
}
