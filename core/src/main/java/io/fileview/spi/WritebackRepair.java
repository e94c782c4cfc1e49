package io.fileview.spi;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import java.io.IOException;
import java.util.List;

/**
 * An optional capability of an {@link EngineFile}: it can rewrite pages that the operating system
 * failed to write. After a failed write, Linux reports the error once, marks the page as clean and
 * omits it from the next flush ({@code fsync(2)}). Without this capability, the engine cannot clear
 * the ranges that are pending after a failed flush.
 */
public interface WritebackRepair {
    /** What {@link #evictions()} returns if evictions are not counted. */
    long UNKNOWN_EVICTIONS = -1;

    /**
     * Checks whether the operating system has failed to write a change of the file since the last
     * check through this opening. Each failure is reported only once.
     *
     * @param mayFlush if true, may perform a flush to find out; if false, must not block
     * @throws FlushFailedException if it has
     */
    void lookForWriteError(boolean mayFlush) throws FlushFailedException;

    /**
     * Marks pages of a range as dirty, without changing a byte and without losing concurrent writes.
     * Only pages that are in the file cache are marked; others are not read.
     *
     * @param range a range of the file
     * @return the pages that have been marked, as ranges of the file
     * @throws IOException if a page cannot be marked
     */
    List<ByteRange> dirtyAgain(ByteRange range) throws IOException;

    /**
     * {@return true if {@link #notOnDisk} queries the file system about the file; false if it
     * decides by the type of the file system alone}
     */
    boolean knowsWhatIsOnDisk();

    /**
     * Finds bytes that the file system would not read back from the disk although they have been
     * flushed. On ext4, that happens to a block whose first write failed.
     *
     * @param ranges ranges of the file that have been flushed
     * @return the parts that would not be read back, or for which that cannot be ruled out
     * @throws IOException if an I/O error occurs
     */
    List<ByteRange> notOnDisk(List<ByteRange> ranges) throws IOException;

    /**
     * Replaces the blocks of ranges that {@link #notOnDisk} returned, without changing a byte, so
     * that the next flush is the first write to the new blocks. After this call, the caller marks
     * the ranges as dirty or rewrites their bytes.
     *
     * @param ranges ranges of the file
     * @return true if all blocks have been replaced
     */
    boolean takeFreshBlocks(List<ByteRange> ranges);

    /**
     * Returns a counter that increases whenever pages of this file may have been evicted from the
     * file cache. A page that the kernel failed to write counts as clean. If such a page is
     * evicted, the next access reads its old bytes from the disk. As long as the counter does not
     * change, no page has been evicted.
     *
     * @return the counter, or {@link #UNKNOWN_EVICTIONS}
     */
    long evictions();

    /**
     * Returns a recent value of {@link #evictions()} at less cost. The value is suitable for the
     * start, but not for the end, of a period that is to be checked for evictions.
     *
     * @return the counter, or {@link #UNKNOWN_EVICTIONS}
     */
    long recentEvictions();
}
