package io.fileview.labs.ioerrors;

import io.fileview.labs.disk.LoggedDisk;
import io.fileview.labs.workload.Workload;
import java.io.IOException;

/**
 * One run of a workload in which something goes wrong.
 *
 * @param fault what goes wrong
 * @param workload the workload
 * @param rounds how long it runs
 * @param first which write or flush is the first that fails, counted from 1
 * @param count how many in a row fail
 * @param patience how many failed calls the program sees before the fault is cleared
 * @param seed the seed of the workload
 */
record Injection(
        Fault fault,
        Workload workload,
        int rounds,
        long first,
        long count,
        int patience,
        long seed) {
    /** A count of failures that ends only when the fault is cleared. */
    static final long UNTIL_CLEARED = Integer.MAX_VALUE;

    void inject(LoggedDisk disk) throws IOException {
        switch (fault) {
            case WRITES -> disk.failWrites(first, count);
            case FLUSHES -> disk.failFlushes(first, count);
            default -> throw new IllegalStateException(fault + " is not a fault of the device");
        }
    }

    String where() {
        String range =
                !fault.isOfDevice()
                        ? ""
                        : count == UNTIL_CLEARED
                                ? " from " + first + " on"
                                : " " + first + " to " + (first + count - 1);
        return fault.title() + range + ", " + workload.title() + ", workload seed " + seed;
    }
}
