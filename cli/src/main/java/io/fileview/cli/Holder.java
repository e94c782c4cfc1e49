package io.fileview.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that has a file open, mapped or locked.
 *
 * @param pid the process id
 * @param name its name
 * @param descriptors the descriptors that it has of the file
 * @param mapped its mappings of the file; null if it has none
 * @param locks the locks and leases that it has or waits for
 * @param isExecuting whether the file is its program
 */
record Holder(
        long pid,
        String name,
        List<OpenDescriptor> descriptors,
        @Nullable MappingProcess mapped,
        List<HeldLock> locks,
        boolean isExecuting) {

    /** Whether it keeps the file and its file system in use: who has a lock has the file open. */
    boolean isUser() {
        return !descriptors.isEmpty() || mapped != null || !locks.isEmpty() || isExecuting;
    }
}
