package io.fileview.labs.powercut;

import io.fileview.labs.disk.Tearing;
import io.fileview.labs.workload.Workload;
import java.util.List;

/**
 * One row of the table: a workload, and how its disk behaves.
 *
 * @param workload the workload
 * @param disk how the disk behaves
 * @param flushed whether the program makes its changes durable
 * @param recoveryCut whether the power is cut again during the recovery
 */
record Trial(Workload workload, Disk disk, boolean flushed, boolean recoveryCut) {
    /** How a disk behaves. */
    enum Disk {
        /** It never tears a block of 4 KiB, which all file systems rely on. */
        WHOLE_BLOCKS(""),
        /** It tears blocks at sectors of 512 bytes. */
        TORN_BLOCKS(", 512-byte sectors"),
        /** It acknowledges flushes and does not perform them. */
        IGNORES_FLUSHES(", disk ignores flushes");

        private final String title;

        Disk(String title) {
            this.title = title;
        }
    }

    static Trial of(Workload workload, Disk disk) {
        return new Trial(workload, disk, true, false);
    }

    static Trial withRecoveryCut(Workload workload, Disk disk) {
        return new Trial(workload, disk, true, true);
    }

    static Trial withoutFlush(Workload workload) {
        return new Trial(workload, Disk.WHOLE_BLOCKS, false, false);
    }

    /** Tells whether data must be lost, to show that the lab notices. */
    boolean isControl() {
        return disk == Disk.IGNORES_FLUSHES || !flushed;
    }

    /**
     * Tells whether the file system may be lost. None promises to survive torn blocks: what it loses
     * is no fault of the workload, and only what can be mounted is judged.
     */
    boolean mayLoseFileSystem() {
        return disk == Disk.TORN_BLOCKS;
    }

    List<Tearing> tearings() {
        return disk == Disk.TORN_BLOCKS ? Tearing.TORN_BLOCKS : Tearing.WHOLE_BLOCKS;
    }

    String title() {
        return (isControl() ? "control: " : "")
                + workload.title()
                + (flushed ? "" : ", " + workload.unflushedTitle())
                + (recoveryCut ? ", power cut again in recovery" : "")
                + disk.title;
    }
}
