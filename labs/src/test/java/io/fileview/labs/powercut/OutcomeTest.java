package io.fileview.labs.powercut;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.powercut.Trial.Disk;
import io.fileview.labs.workload.Verdict;
import io.fileview.labs.workload.Workloads;
import org.junit.jupiter.api.Test;

/** What makes a row of the power-cut lab good, and that none is good because nothing was tried. */
class OutcomeTest {
    private static final Verdict GOOD = new Verdict(5, 0, 0, false, null);
    private static final Verdict LOST = new Verdict(5, 1, 0, false, "record 3 is missing");

    private static Outcome outcome(Trial trial, Verdict verdict, int cuts) {
        Outcome outcome = new Outcome(FileSystem.EXT4, trial);
        for (int i = 0; i < cuts; i++) {
            outcome.survival().add(verdict, "here");
        }
        return outcome;
    }

    private static Trial trial(Disk disk) {
        return Trial.of(Workloads.FLUSH, disk);
    }

    @Test
    void aLossIsWrongAndNamed() {
        assertThat(outcome(trial(Disk.WHOLE_BLOCKS), GOOD, 3).isAsExpected()).isTrue();
        assertThat(outcome(trial(Disk.WHOLE_BLOCKS), LOST, 3).complaint())
                .contains("here: record 3 is missing");
    }

    @Test
    void nothingCheckedShowsNothing() {
        Verdict nothing = new Verdict(0, 0, 0, false, null);

        assertThat(outcome(trial(Disk.WHOLE_BLOCKS), nothing, 3).isAsExpected()).isFalse();
        assertThat(outcome(trial(Disk.WHOLE_BLOCKS), GOOD, 0).isAsExpected()).isFalse();
    }

    @Test
    void aControlMustLose() {
        assertThat(outcome(trial(Disk.IGNORES_FLUSHES), GOOD, 3).isAsExpected()).isFalse();
        assertThat(outcome(trial(Disk.IGNORES_FLUSHES), LOST, 3).isAsExpected()).isTrue();
        assertThat(outcome(Trial.withoutFlush(Workloads.COMMIT), GOOD, 3).isAsExpected())
                .isFalse();
    }

    @Test
    void manyCutsOfRecoveriesMustMeetAReplay() {
        Trial trial = Trial.withRecoveryCut(Workloads.COMMIT, Disk.WHOLE_BLOCKS);

        assertThat(outcome(trial, GOOD, 3).isAsExpected()).isTrue();
        Outcome many = outcome(trial, GOOD, 30);
        assertThat(many.complaint()).contains("none of 30 power cuts came during a replay");
        many.countDuringReplay();
        assertThat(many.isAsExpected()).isTrue();
    }

    @Test
    void manyCutsWithSmallSectorsMustTearABlock() {
        Outcome many = outcome(trial(Disk.TORN_BLOCKS), GOOD, 30);
        assertThat(many.isAsExpected()).isFalse();
        many.countTorn(1);
        assertThat(many.isAsExpected()).isTrue();
    }

    @Test
    void onlyTornBlocksExcuseAFileSystemThatCannotBeMounted() {
        Outcome whole = outcome(trial(Disk.WHOLE_BLOCKS), GOOD, 3);
        whole.survival().addUnmountable("there");
        assertThat(whole.isAsExpected()).isFalse();

        Outcome torn = outcome(trial(Disk.TORN_BLOCKS), GOOD, 3);
        torn.survival().addUnmountable("there");
        assertThat(torn.isAsExpected()).isTrue();
    }
}
