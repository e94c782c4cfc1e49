package io.fileview.labs.ioerrors;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.workload.Verdict;
import io.fileview.labs.workload.Workload;
import org.jspecify.annotations.Nullable;

/** One row of the table: what the injections of one kind have led to. Not for several threads. */
final class Cell {
    private final FileSystem fileSystem;
    private final Workload workload;
    private final Workload.Mode mode;
    private final Injection.Kind kind;
    private int injected;
    private int told;
    private int repaired;
    private int cuts;
    private int losing;
    private int breaking;
    private int unmountable;
    private long checked;
    private @Nullable String problem;
    private @Nullable String notRun;

    Cell(FileSystem fileSystem, Workload workload, Workload.Mode mode, Injection.Kind kind) {
        this.fileSystem = fileSystem;
        this.workload = workload;
        this.mode = mode;
        this.kind = kind;
    }

    /** Counts an injection that was hit. */
    void injected(boolean programTold, boolean programDone) {
        injected++;
        told += programTold ? 1 : 0;
        repaired += programTold && programDone ? 1 : 0;
    }

    void cut(Verdict verdict, String where) {
        cuts++;
        checked += verdict.checked();
        losing += verdict.lost() > 0 ? 1 : 0;
        breaking += verdict.broken() > 0 ? 1 : 0;
        if (verdict.problem() != null) {
            note(where + ": " + verdict.problem());
        }
    }

    void unmountable(String where) {
        cuts++;
        unmountable++;
        note(where);
    }

    void notRun(String why) {
        notRun = why;
    }

    private void note(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    FileSystem fileSystem() {
        return fileSystem;
    }

    Workload workload() {
        return workload;
    }

    Workload.Mode mode() {
        return mode;
    }

    Injection.Kind kind() {
        return kind;
    }

    String title() {
        return isControl() ? "control: force() until it succeeds" : workload.title();
    }

    boolean isControl() {
        return mode != Workload.Mode.PROPER;
    }

    /** How many failures were injected. */
    int injected() {
        return injected;
    }

    /** How many of them a call of the program reported. */
    int told() {
        return told;
    }

    /** How many of those the program got over, so that it reported everything durable in the end. */
    int repaired() {
        return repaired;
    }

    int cuts() {
        return cuts;
    }

    int losing() {
        return losing;
    }

    int breaking() {
        return breaking;
    }

    int unmountable() {
        return unmountable;
    }

    long checked() {
        return checked;
    }

    @Nullable String problem() {
        return problem;
    }

    /** Why it could not run; null if it did. */
    @Nullable String notRun() {
        return notRun;
    }

    boolean isBad() {
        return losing + breaking + unmountable > 0;
    }
}
