package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.spi.MappedRange;

/**
 * Has the system write the dirty pages of views. Windows knows through each view separately which
 * pages are dirty, so all views of a file have to be written before the file is flushed.
 */
final class ViewWrites {
    private static final WindowsFunction FLUSH_VIEW_OF_FILE =
            WindowsFunction.of("FlushViewOfFile");

    private ViewWrites() {}

    /**
     * Writes the dirty pages of all writable views, as far as they show a range of the file.
     *
     * @return 0, or the first error
     */
    static int write(Iterable<MappedRange> live, ByteRange inFile) {
        int first = 0;
        for (MappedRange range : live) {
            if (range instanceof WindowsRange view) {
                int error = view.writePages(inFile);
                first = first == 0 ? error : first;
            }
        }
        return first;
    }

    /** Writes pages of one view, and returns the error, or 0. */
    static int write(long address, long size) {
        return FLUSH_VIEW_OF_FILE.succeeds(address, size) ? 0 : WindowsFunction.lastError();
    }
}
