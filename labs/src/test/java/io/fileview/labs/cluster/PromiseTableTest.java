package io.fileview.labs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.cluster.Verdict.State;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PromiseTableTest {
    private final PromiseTable table = new PromiseTable();

    @Test
    void aFailureIsSeenInEveryForm() throws IOException {
        table.put("ext4", Promise.FLUSH, Verdict.held("there"));
        table.put("xfs", Promise.FLUSH, Verdict.failed("3 \"bytes\" lost"));

        assertThat(table.count(State.FAILED)).isOne();
        assertThat(table.grid()).containsPattern("(?m)^what was flushed.* held +FAILED");
        assertThat(table.markdown())
                .contains("| held | FAILED |")
                .contains("on the disk: FAILED; 3 \"bytes\" lost");
        assertThat(table.json(1.5)).contains("\"FAILED\":1").contains("3 \\\"bytes\\\" lost");
    }

    @Test
    void aCellThatWasNotReachedIsNotCalledHeld() {
        table.put("ext4", Promise.FLUSH, Verdict.held("there"));

        assertThat(table.count(State.HELD)).isOne();
        assertThat(table.grid()).containsPattern("(?m)^a mapping grows.* not run");
        assertThat(table.markdown()).contains("not run; was not reached");
    }
}
