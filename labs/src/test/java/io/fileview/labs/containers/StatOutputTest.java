package io.fileview.labs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.containers.Finding.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The command line in a container is compared, field by field, with what the lab has done. */
class StatOutputTest {
    private static final List<String> USUAL =
            List.of(
                    "in memory  64 pages, 256 KiB, 100%",
                    "dirty      0 pages, and 0 being written",
                    "evicted    0 pages, 0 of them recently",
                    "mapped by  1 process",
                    "mappings   1: 64 pages");

    private static Finding judged(Map<StatField, String> fields, List<String> lines) {
        return StatOutput.judged(fields, 0, lines, "");
    }

    /** Returns the usual lines with another in the place of one. */
    private static List<String> with(String name, String value) {
        List<String> lines = new ArrayList<>(USUAL);
        lines.replaceAll(line -> line.startsWith(name) ? name + "  " + value : line);
        return lines;
    }

    @Test
    void whatTheLabHasDoneIsRight() {
        assertThat(judged(Map.of(), USUAL).state()).isEqualTo(State.WORKS);
    }

    @Test
    void eachFieldIsJudged() {
        for (String line : USUAL) {
            String name = line.substring(0, 9).strip();
            assertThat(judged(Map.of(), with(name, "63 pages")).state()).as(name)
                    .isEqualTo(State.WRONG);
            assertThat(judged(Map.of(), with(name, "unknown")).state()).as(name)
                    .isEqualTo(State.WRONG);
            List<String> others = USUAL.stream().filter(one -> !one.equals(line)).toList();
            assertThat(judged(Map.of(), others).words()).as(name)
                    .contains(name + " absent, which must be");
        }
    }

    @Test
    void noProcessBesideTheMappingOfTheLabIsWrong() {
        for (String mappedBy : List.of("no process in this PID namespace", "2 processes",
                "none in this PID namespace; 2 mappings by others")) {
            assertThat(judged(Map.of(), with("mapped by", mappedBy)).state()).as(mappedBy)
                    .isEqualTo(State.WRONG);
        }
    }

    @Test
    void oneUnknownFieldExcusesNoOther() {
        Map<StatField, String> fields = Map.of(StatField.DIRTY, "unknown: denied");
        List<String> lines = new ArrayList<>(with("dirty", "unknown: denied"));
        assertThat(judged(fields, lines).state()).isEqualTo(State.UNKNOWN);
        assertThat(judged(fields, USUAL).state()).isEqualTo(State.WRONG);
        lines.replaceAll(line -> line.startsWith("mappings") ? "mappings   unknown" : line);
        assertThat(judged(fields, lines).state()).isEqualTo(State.WRONG);
    }

    @Test
    void aCommandThatFailsIsRefusedAndOneThatCrashesIsWrong() {
        assertThat(StatOutput.judged(Map.of(), 1, List.of(), "no").state())
                .isEqualTo(State.REFUSED);
        assertThat(StatOutput.judged(Map.of(), 134, List.of(), "SIGSEGV").state())
                .isEqualTo(State.WRONG);
        assertThat(StatOutput.judged(Map.of(), -1, List.of(), "").state())
                .isEqualTo(State.WRONG);
    }
}
