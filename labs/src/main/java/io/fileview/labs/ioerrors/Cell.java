package io.fileview.labs.ioerrors;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.workload.Survival;
import io.fileview.labs.workload.Verdict;
import io.fileview.labs.workload.Workload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row of the table: what one kind of fault did to one workload. Not thread-safe. */
final class Cell {
    private final FileSystem fileSystem;
    private final Workload workload;
    private final Fault fault;
    private final boolean control;
    private final Survival survival = new Survival();
    private int injected;
    private int reported;
    private int repaired;
    private int restarted;
    private int soundBefore;
    private @Nullable String unsoundBefore;
    private @Nullable String stuck;

    /** How the program under test took a fault. */
    enum End {
        /** It saw no failure: none of its calls was affected, or the library coped by itself. */
        UNAWARE,
        /** It saw failures, tried again, and reported everything durable in the end. */
        REPAIRED,
        /** The file system had stopped, so that it had to give up. */
        FILE_SYSTEM_STOPPED,
        /** It gave up although the file system works. */
        STUCK
    }

    Cell(FileSystem fileSystem, Workload workload, Fault fault, boolean control) {
        this.fileSystem = fileSystem;
        this.workload = workload;
        this.fault = fault;
        this.control = control;
    }

    /** Counts a fault that was met. */
    void countInjected(End end, String where, String last) {
        injected++;
        reported += end == End.UNAWARE ? 0 : 1;
        repaired += end == End.REPAIRED ? 1 : 0;
        if (end == End.STUCK && stuck == null) {
            stuck = where + ": " + last;
        }
    }

    /** Counts a program that reported everything durable after a remount and a restart. */
    void countRestarted() {
        restarted++;
    }

    /** Counts a power cut before the fault. */
    void countBefore(Verdict verdict, String where) {
        if (verdict.isGood()) {
            soundBefore += verdict.checked() > 0 ? 1 : 0;
        } else if (unsoundBefore == null) {
            unsoundBefore = where + ": " + verdict.problem();
        }
    }

    FileSystem fileSystem() {
        return fileSystem;
    }

    Workload workload() {
        return workload;
    }

    Fault fault() {
        return fault;
    }

    boolean isControl() {
        return control;
    }

    Survival survival() {
        return survival;
    }

    String title() {
        return (control ? "control: " : "") + workload.title();
    }

    /** Returns how many faults were met. */
    int injected() {
        return injected;
    }

    /** Returns after how many of them a call of the program reported a failure. */
    int reported() {
        return reported;
    }

    /** Returns after how many of them the program reported everything durable in the end. */
    int repaired() {
        return repaired;
    }

    /** Returns after how many of them it did so once the file system was mounted again. */
    int restarted() {
        return restarted;
    }

    /** Tells whether more faults may show what those so far have not shown. */
    boolean needsMore() {
        return control
                ? unsoundBefore == null && !isAsExpected()
                : survival.isIntact() && stuck == null && !isAsExpected();
    }

    boolean isAsExpected() {
        return complaint().isEmpty();
    }

    /** Returns what is wrong or was not shown, if anything. */
    Optional<String> complaint() {
        String complaint = control ? complaintAboutControl() : complaintAboutLibrary();
        return Optional.ofNullable(complaint)
                .map(what -> fileSystem.title() + ", " + title() + ", " + fault.title() + ": "
                        + what);
    }

    private @Nullable String complaintAboutControl() {
        if (unsoundBefore != null) {
            return "the control lost data before the fault: " + unsoundBefore;
        }
        if (survival.isIntact()) {
            return "the control lost nothing, so the lab would not notice";
        }
        return soundBefore > 0 ? null : "the control was never checked before the fault";
    }

    private @Nullable String complaintAboutLibrary() {
        if (!survival.isIntact() || survival.unmountable() > 0) {
            return survival.problem();
        }
        if (stuck != null) {
            return "the program could not go on although the file system works: " + stuck;
        }
        if (injected == 0) {
            return "no fault was met, so nothing is shown";
        }
        if (survival.checked() == 0) {
            return "nothing was checked, so nothing is shown";
        }
        // A flush that fails often stops the file system; nothing else has to.
        boolean shown = repaired > 0 || (fault == Fault.FLUSHES && restarted > 0);
        return shown ? null : "nothing was repaired, so nothing is shown";
    }
}
