package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import java.io.IOException;

/** A mapped range of a file. */
abstract class WindowsRange implements MappedRange {
    /**
     * Maps a range of a file. {@link MappedRange#flush} is {@link WindowsFile#flush} of the range's
     * bytes in the file.
     */
    static MappedRange map(WindowsFile file, MapRequest request) throws IOException {
        throw new UnsupportedOperationException("the Windows engine cannot map files yet");
    }

    /**
     * Has the system write the dirty pages of the views, as far as they show a range of the file
     * (FlushViewOfFile).
     *
     * @param live the mapped ranges; those of other engines, and those that are not writable, are
     *     skipped
     * @param range bytes of the file
     * @return 0, or the error number of the first call that failed
     */
    static int writePages(Iterable<MappedRange> live, ByteRange range) {
        throw new UnsupportedOperationException("the Windows engine cannot map files yet");
    }
}
