package io.fileview.labs.ioerrors;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.workload.Verdict;
import io.fileview.labs.workload.Workloads;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What makes a row of the I/O-error lab good, and that none is good because nothing was tried. */
class CellTest {
    private static final Verdict GOOD = new Verdict(5, 0, 0, false, null);
    private static final Verdict LOST = new Verdict(5, 1, 0, false, "record 3 is missing");

    private final Cell cell = new Cell(FileSystem.XFS, Workloads.FLUSH, Fault.WRITES, false);
    private final Cell control =
            new Cell(FileSystem.XFS, Workloads.FORCE_AGAIN, Fault.WRITES, true);

    @Test
    void somethingMustBeMetCheckedAndRepaired() {
        assertThat(cell.complaint()).get().asString().contains("no fault was met");
        cell.countInjected(Cell.End.UNAWARE, "here", "");
        assertThat(cell.complaint()).get().asString().contains("nothing was checked");
        cell.survival().add(GOOD, "here");
        assertThat(cell.complaint()).get().asString().contains("nothing was repaired");
        assertThat(cell.needsMore()).isTrue();

        cell.countInjected(Cell.End.REPAIRED, "here", "");
        assertThat(cell.isAsExpected()).isTrue();
        assertThat(cell.needsMore()).isFalse();
        assertThat(cell.reported()).isOne();
    }

    @Test
    void aRestartAfterARemountIsEnoughForFailedFlushesOnly() {
        Cell flushes = new Cell(FileSystem.XFS, Workloads.FLUSH, Fault.FLUSHES, false);
        for (Cell one : List.of(cell, flushes)) {
            one.countInjected(Cell.End.FILE_SYSTEM_STOPPED, "here", "");
            one.survival().add(GOOD, "here");
        }
        assertThat(flushes.isAsExpected()).isFalse();
        cell.countRestarted();
        flushes.countRestarted();

        assertThat(flushes.isAsExpected()).isTrue();
        assertThat(cell.complaint()).get().asString().contains("nothing was repaired");
    }

    @Test
    void aProgramThatIsStuckOnAWorkingFileSystemIsWrong() {
        cell.countInjected(Cell.End.REPAIRED, "here", "");
        cell.survival().add(GOOD, "here");
        cell.countInjected(Cell.End.STUCK, "here", "failed again");

        assertThat(cell.complaint()).get().asString().endsWith("here: failed again");
    }

    @Test
    void aLossIsWrong() {
        cell.countInjected(Cell.End.REPAIRED, "here", "");
        cell.survival().add(LOST, "here");

        assertThat(cell.complaint()).get().asString().contains("record 3 is missing");
    }

    @Test
    void aControlMustLoseAfterTheFaultAndNotBefore() {
        control.countInjected(Cell.End.REPAIRED, "here", "");
        control.survival().add(GOOD, "here");
        assertThat(control.complaint()).get().asString().contains("lost nothing");
        control.survival().add(LOST, "here");
        assertThat(control.complaint()).get().asString().contains("never checked before");
        control.countBefore(GOOD, "here");
        assertThat(control.isAsExpected()).isTrue();
        control.countBefore(LOST, "here");
        assertThat(control.complaint()).get().asString().contains("before the fault");
    }
}
