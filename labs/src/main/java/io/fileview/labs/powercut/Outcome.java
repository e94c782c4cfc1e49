package io.fileview.labs.powercut;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.workload.Survival;
import java.util.Optional;

/** The results of one trial on one file system. Not thread-safe. */
final class Outcome {
    /** With so many power cuts it is no accident if none of them met what the row is about. */
    private static final int MANY_CUTS = 12;

    private final FileSystem fileSystem;
    private final Trial trial;
    private final Survival survival = new Survival();
    private int duringReplay;
    private long tornBlocks;

    Outcome(FileSystem fileSystem, Trial trial) {
        this.fileSystem = fileSystem;
        this.trial = trial;
    }

    void countDuringReplay() {
        duringReplay++;
    }

    void countTorn(long blocks) {
        tornBlocks += blocks;
    }

    FileSystem fileSystem() {
        return fileSystem;
    }

    Trial trial() {
        return trial;
    }

    Survival survival() {
        return survival;
    }

    /** Returns how many power cuts came while a journal was being replayed. */
    int duringReplay() {
        return duringReplay;
    }

    /** Returns how many blocks were left partly written. */
    long tornBlocks() {
        return tornBlocks;
    }

    String title() {
        return fileSystem.title() + ", " + trial.title();
    }

    boolean isAsExpected() {
        return complaint().isEmpty();
    }

    /** Returns what is wrong, if anything is: data was lost, or a control lost none. */
    Optional<String> complaint() {
        if (trial.isControl()) {
            return when(survival.isIntact(),
                    "the control lost nothing, so the lab would not notice");
        }
        if (!survival.isIntact()) {
            return Optional.of(survival.problem());
        }
        if (survival.unmountable() > 0 && !trial.mayLoseFileSystem()) {
            return Optional.of(survival.problem());
        }
        if (survival.checked() == 0) {
            return Optional.of("nothing was checked, so nothing is shown");
        }
        boolean many = survival.cuts() >= MANY_CUTS;
        if (many && trial.disk() == Trial.Disk.TORN_BLOCKS && tornBlocks == 0) {
            return Optional.of("none of " + survival.cuts() + " power cuts has torn a block");
        }
        return when(
                many && trial.recoveryCut() && duringReplay == 0,
                "none of " + survival.cuts() + " power cuts came during a replay");
    }

    private static Optional<String> when(boolean wrong, String complaint) {
        return wrong ? Optional.of(complaint) : Optional.empty();
    }
}
