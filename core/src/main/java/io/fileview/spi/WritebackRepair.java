package io.fileview.spi;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import java.io.IOException;
import java.util.List;

/**
 * An ability of an {@link EngineFile}: to write pages again that the system failed to write. An
 * operating system that marks a page as clean after it could not be written reports the error once,
 * and leaves the page out of the next flush. Without this ability, a failed flush stays pending
 * until the file has been closed.
 */
public interface WritebackRepair {
    /** What {@link #evictions()} returns if nobody counts. */
    long UNKNOWN_EVICTIONS = -1;

    /**
     * Asks whether the system failed to write a change of the file since this opening asked last.
     *
     * @param mayFlush if true, may perform a flush to find out; if false, must not block
     * @throws FlushFailedException if it did; reported once
     */
    void lookForWriteError(boolean mayFlush) throws FlushFailedException;

    /**
     * Marks the pages of a range that are in the file cache as changed, without changing a byte,
     * and without losing what others write meanwhile. Brings no page in.
     *
     * @param range a range of the file
     * @return the pages that are marked now, as ranges of the file
     * @throws IOException if a page could not be marked
     */
    List<ByteRange> dirtyAgain(ByteRange range) throws IOException;

    /**
     * Tells whether {@link #notOnDisk} asks the file system.
     *
     * @return false if it only knows what file systems of that kind may do
     */
    boolean knowsWhatIsOnDisk();

    /**
     * Looks for bytes that have been flushed, and that the file system would nevertheless not read
     * back from the disk.
     *
     * @param ranges ranges of the file
     * @return those of which this is so or cannot be known; empty if nothing is known against any
     * @throws IOException if the system refuses
     */
    List<ByteRange> notOnDisk(List<ByteRange> ranges) throws IOException;

    /**
     * Gives the file other blocks for what is {@link #notOnDisk}, without changing a byte, so that
     * the next flush writes it as if for the first time. The ranges have to be made dirty before,
     * or written again after.
     *
     * @param ranges ranges of the file
     * @return true if it was done for all of them
     */
    boolean takeFreshBlocks(List<ByteRange> ranges);

    /**
     * A number that grows whenever pages of this file may have left the file cache. A page that
     * could not be written counts as clean, and once it leaves the cache its old bytes come back
     * from the disk; as long as the number stays the same, none has.
     *
     * @return the number now, or {@link #UNKNOWN_EVICTIONS}
     */
    long evictions();

    /**
     * The same number as it was now or a moment ago, at less cost: enough to mark the start of a
     * time that is watched.
     *
     * @return the number, or {@link #UNKNOWN_EVICTIONS}
     */
    long recentEvictions();
}
