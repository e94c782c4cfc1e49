package io.fileview.labs.ioerrors;

import io.fileview.labs.disk.LoggedDisk;
import io.fileview.labs.workload.Workload;
import java.io.IOException;

/**
 * One run of a workload that something goes wrong in.
 *
 * @param kind what goes wrong
 * @param workload what runs
 * @param mode how it goes about it
 * @param first which write or flush is the first that fails, counted from 1
 * @param count how many in a row fail
 * @param patience how many failed calls the program sees before the fault is ended
 * @param seed of the workload
 */
record Injection(
        Kind kind,
        Workload workload,
        Workload.Mode mode,
        long first,
        long count,
        int patience,
        long seed) {
    /** What goes wrong. */
    enum Kind {
        /** Writes are answered with EIO. */
        WRITES("failed writes"),
        /** Flushes are answered with EIO. */
        FLUSHES("failed flushes"),
        /** There is no room. */
        FULL_DISK("full disk"),
        /** There is room, but not for this user. */
        QUOTA("quota");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        boolean isOfDevice() {
            return this == WRITES || this == FLUSHES;
        }
    }

    void arm(LoggedDisk disk) throws IOException {
        switch (kind) {
            case WRITES -> disk.failWrites(first, count);
            case FLUSHES -> disk.failFlushes(first, count);
            default -> throw new IllegalStateException(kind + " is not of the device");
        }
    }

    String place() {
        return kind.title() + " " + first + " to " + (first + count - 1) + " of "
                + workload.title() + ", workload seed " + seed;
    }
}
