package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.spi.MappedRange;
import io.fileview.waiting.RetryPause;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Has the system write the dirty pages of views. Windows knows through each view separately which
 * pages are dirty, so all views of a file have to be written before the file is flushed.
 */
final class ViewWrites {
    private static final WindowsFunction FLUSH_VIEW_OF_FILE =
            WindowsFunction.of("FlushViewOfFile");

    /** The result for pages that the system itself is writing at the same time. */
    private static final int ERROR_LOCK_VIOLATION = 33;

    /** For so long pages that the system is writing are tried again, in all views together. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private ViewWrites() {}

    /**
     * Writes the dirty pages of all writable views, as far as they show a range of the file.
     *
     * @return 0, or the first error
     */
    static int write(Iterable<MappedRange> live, ByteRange inFile) {
        int first = 0;
        try (RetryPause pauses = new RetryPause(PATIENCE)) {
            for (MappedRange range : live) {
                if (range instanceof WindowsRange view) {
                    int error = untilNotLocked(() -> view.writePages(inFile), pauses);
                    first = first == 0 ? error : first;
                }
            }
        }
        return first;
    }

    private static int untilNotLocked(IntSupplier call, RetryPause pauses) {
        int error = call.getAsInt();
        while (error == ERROR_LOCK_VIOLATION && pauses.pause()) {
            error = call.getAsInt();
        }
        return error;
    }

    /** Writes pages of one view, and returns the error, or 0. */
    static int write(long address, long size) {
        return FLUSH_VIEW_OF_FILE.succeeds(address, size) ? 0 : WindowsFunction.lastError();
    }
}
