package io.fileview.labs.powercut;

import io.fileview.labs.workload.Workload;

/**
 * One row of the table: a workload, and what is wrong on purpose.
 *
 * @param workload what runs
 * @param mode how the program goes about it
 * @param lyingDisk whether the disk ignores flushes
 * @param recoveryCut whether the recovery after the cut is cut as well
 */
record Trial(Workload workload, Workload.Mode mode, boolean lyingDisk, boolean recoveryCut) {
    static Trial of(Workload workload) {
        return new Trial(workload, Workload.Mode.PROPER, false, false);
    }

    static Trial withoutFlush(Workload workload) {
        return new Trial(workload, Workload.Mode.UNFLUSHED, false, false);
    }

    static Trial onLyingDisk(Workload workload) {
        return new Trial(workload, Workload.Mode.PROPER, true, false);
    }

    static Trial withRecoveryCut(Workload workload) {
        return new Trial(workload, Workload.Mode.PROPER, false, true);
    }

    /** Tells whether data must be lost, to show that the lab can see it. */
    boolean isControl() {
        return lyingDisk || mode == Workload.Mode.UNFLUSHED;
    }

    String title() {
        if (lyingDisk) {
            return "control: " + workload.title() + ", disk ignores flushes";
        }
        if (mode == Workload.Mode.UNFLUSHED) {
            return "control: " + workload.title() + ", " + workload.unflushedTitle();
        }
        return workload.title() + (recoveryCut ? ", recovery cut too" : "");
    }
}
