package io.fileview.labs.powercut;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.workload.Verdict;
import org.jspecify.annotations.Nullable;

/** What the cuts of one trial on one file system have done. Not for several threads at once. */
final class Outcome {
    private final FileSystem fileSystem;
    private final Trial trial;
    private int cuts;
    private int losing;
    private int breaking;
    private int unmountable;
    private long checked;
    private @Nullable String problem;

    Outcome(FileSystem fileSystem, Trial trial) {
        this.fileSystem = fileSystem;
        this.trial = trial;
    }

    void add(Verdict verdict, String where) {
        cuts++;
        checked += verdict.checked();
        losing += verdict.lost() > 0 ? 1 : 0;
        breaking += verdict.broken() > 0 ? 1 : 0;
        if (verdict.problem() != null) {
            note(where + ": " + verdict.problem());
        }
    }

    void addUnmountable(String where) {
        cuts++;
        unmountable++;
        note(where);
    }

    private void note(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    FileSystem fileSystem() {
        return fileSystem;
    }

    Trial trial() {
        return trial;
    }

    int cuts() {
        return cuts;
    }

    /** Cuts after which something was missing that had been reported durable. */
    int losing() {
        return losing;
    }

    /** Cuts after which something was there in part. */
    int breaking() {
        return breaking;
    }

    /** Cuts after which the file system did not come back. */
    int unmountable() {
        return unmountable;
    }

    /** How many things had been reported durable and were looked for, in all cuts. */
    long checked() {
        return checked;
    }

    @Nullable String problem() {
        return problem;
    }

    /** Whether it is as it must be: nothing lost, or, for a control, something lost. */
    boolean isAsItMust() {
        if (trial.isControl()) {
            return losing + breaking > 0;
        }
        return losing + breaking + unmountable == 0 && cuts > 0 && checked > 0;
    }
}
