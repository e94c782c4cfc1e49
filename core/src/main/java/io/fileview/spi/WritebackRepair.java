package io.fileview.spi;

import io.fileview.ByteRange;
import io.fileview.FlushFailedException;
import java.io.IOException;
import java.util.List;

/**
 * The optional capability of an {@link EngineFile} to rewrite pages that the operating system
 * failed to write. After such a failure, Linux reports the error once, marks the page as clean and
 * omits it from the next flush ({@code fsync(2)}). A later flush can then succeed although the page
 * has never been written. Therefore, after a failed flush, Fileview regards the affected ranges of
 * the file as pending until a later flush has rewritten them through this capability. Without this
 * capability, pending ranges cannot be rewritten, and every later flush of the file fails unless
 * its durability is {@link io.fileview.Durability#SCHEDULED}.
 */
public interface WritebackRepair {
    /**
     * The value that {@link #evictions} and {@link #recentEvictions} return if evictions of the
     * file's pages are not counted. The caller must then assume that pages may have been evicted at
     * any time.
     */
    long UNKNOWN_EVICTIONS = -1;

    /**
     * Checks whether the operating system has failed to write a change to the file, and throws an
     * exception if it has. The operating system reports each failure only once to each {@link
     * EngineFile}: to its first check or flush after the failure. Therefore a normal return does
     * not mean that earlier failures have been repaired.
     *
     * @param mayFlush true if the method may flush the file in order to learn of failures; false if
     *     it must not block
     * @return true if every failure before this call would have been reported; false if only a
     *     flush could reveal one, and this method has not flushed the file
     * @throws FlushFailedException if the operating system has failed to write a change
     */
    boolean lookForWriteError(boolean mayFlush) throws FlushFailedException;

    /**
     * Marks the pages of a range that are in the file cache as dirty, so that the next flush writes
     * them again. No byte changes, and no concurrent write is lost. Pages that are not in the file
     * cache are neither read nor marked, unless the engine cannot tell which pages these are; then all
     * pages are marked, and {@link #evictions} is unknown. The file must be open for writing.
     *
     * @param range a range of the file
     * @return the ranges of the file that the marked pages cover, in ascending order; these are
     *     whole pages, but the last page may be clipped to the end of the file
     * @throws IOException if a page cannot be marked
     */
    List<ByteRange> dirtyAgain(ByteRange range) throws IOException;

    /**
     * {@return true if {@link #notOnDisk} queries the file system about this file; false if {@code
     * notOnDisk} considers only the type of the file system}
     */
    boolean knowsWhatIsOnDisk();

    /**
     * Finds bytes that cannot be read back from the disk although a flush of them has succeeded. A
     * read from the disk returns zeros instead of such bytes. The file cache still holds the right
     * bytes until it evicts their page. On ext4, this affects a block whose first write failed,
     * even if a later write to the block succeeded.
     *
     * <p>If the file system cannot be queried, the engine returns either all given ranges or none.
     * It returns none if the engine knows that this type of file system cannot lose bytes after a
     * failed write; otherwise, also for a type that it does not know, all of them.
     *
     * @param ranges ranges of the file that have been flushed
     * @return the parts of these ranges that cannot, or possibly cannot, be read back
     * @throws IOException if an I/O error occurs
     */
    List<ByteRange> notOnDisk(List<ByteRange> ranges) throws IOException;

    /**
     * Attempts to replace the disk blocks of the given ranges with new blocks. The bytes that are
     * in the file cache stay there, unchanged. Bytes that are not in the file cache were lost
     * before this call: the file system reads them as zeros. The new blocks have never been
     * written, so an earlier failed write does not affect them. If this method returns true, the
     * caller must mark the ranges as dirty with {@link #dirtyAgain} or rewrite their bytes, and
     * then flush the file.
     *
     * @param ranges ranges of the file that {@link #notOnDisk} returned
     * @return true if all blocks have been replaced; false if the engine or the file system does
     *     not support this, or if a block could not be replaced, for example because its page was
     *     being changed
     */
    boolean takeFreshBlocks(List<ByteRange> ranges);

    /**
     * Returns a counter that increases whenever pages of this file may have been evicted from the
     * file cache. If the counter has not changed between two calls, no page of the file has been
     * evicted between them.
     *
     * <p>An eviction matters after a failed write. A page that the operating system failed to write
     * counts as clean, so it can be evicted. The next access to it then reads its old bytes from
     * the disk.
     *
     * @return the counter, or {@link #UNKNOWN_EVICTIONS}
     */
    long evictions();

    /**
     * Returns a value that {@link #evictions} could have returned now or a short time ago. This
     * method costs less than {@code evictions}. To check a period for evictions, its result can
     * serve as the counter at the start of the period, because an older value only extends the
     * period. It cannot serve as the counter at the end, because recent evictions may be missing
     * from it.
     *
     * @return the counter, or {@link #UNKNOWN_EVICTIONS}
     */
    long recentEvictions();
}
