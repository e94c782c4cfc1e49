package io.fileview.labs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.cluster.Verdict.State;
import io.fileview.labs.common.Report;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PromiseTableTest {
    private static final Report.Run RUN = new Report.Run("file-systems", 1, 1.5);

    private final PromiseTable table = new PromiseTable();

    @Test
    void aFailureIsSeenInEveryForm() throws IOException {
        table.put("ext4", Promise.FLUSH, Verdict.held("there"));
        table.put("xfs", Promise.FLUSH, Verdict.failed("3 \"bytes\" lost"));

        assertThat(table.report().isGood()).isFalse();
        assertThat(table.report().text(RUN))
                .containsPattern("(?m)^what was flushed.* held +FAILED")
                .contains("WRONG: xfs: ")
                .contains("3 \"bytes\" lost");
        assertThat(table.markdown())
                .contains("| held | FAILED |")
                .contains("on the disk: FAILED; 3 \"bytes\" lost");
        assertThat(table.report().json(RUN))
                .contains("\"state\" : \"FAILED\"")
                .contains("3 \\\"bytes\\\" lost");
    }

    @Test
    void aCellThatWasNotReachedIsNotCalledHeld() {
        table.put("ext4", Promise.FLUSH, Verdict.held("there"));

        assertThat(table.count(State.HELD)).isOne();
        assertThat(table.report().text(RUN)).containsPattern("(?m)^a mapping grows.* not run");
        assertThat(table.markdown()).contains("not run; was not reached");
    }
}
