package io.fileview.repair;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.spi.WritebackRepair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pending ranges of a file after a failed flush. Thread-safe.
 *
 * <p>The kernel reports that it failed to write some page of the file, but not which one. So every
 * byte becomes pending that may have been changed since it was last known to be on the device.
 *
 * <table>
 * <caption>States of a byte of the file</caption>
 * <tr><th>state</th><th>left by</th></tr>
 * <tr><td>sound: a flush would report its failure</td><td>{@link #failed} &rarr; pending and
 * exposed, if it may have been changed</td></tr>
 * <tr><td>pending and exposed: its page may count as clean, and be evicted</td><td>{@link
 * #dirtiedAgain} &rarr; pending; also doubtful, if pages were evicted meanwhile</td></tr>
 * <tr><td>pending: its page is dirty again</td><td>{@link #settle} &rarr; sound</td></tr>
 * <tr><td>doubtful: memory may hold old bytes from the disk</td><td>{@link #trustMemory} &rarr;
 * pending</td></tr>
 * </table>
 *
 * <p>Invariants, which the tests name:
 * <ul>
 * <li>D1: no byte that may have been changed and was not flushed leaves the set except by {@link
 * #settle}.
 * <li>D2: {@link #settle} clears nothing if a flush has failed since the repair began.
 * <li>D3: {@link #settle} clears nothing at a level below that of the failed flush.
 * <li>D4: nothing is cleared while a byte is doubtful.
 * <li>D5: a byte is doubtful if pages may have been evicted between the last check that found the
 * file sound and the time when the byte's page was re-dirtied.
 * </ul>
 */
public final class FlushDebt {
    private static final long UNKNOWN = WritebackRepair.UNKNOWN_EVICTIONS;

    /**
     * The ranges that closed views may have changed and that no flush to the device has covered
     * since.
     */
    private final ByteRanges closedViews = new ByteRanges(); // guarded by this

    private long closings; // guarded by this
    private final ByteRanges pending = new ByteRanges(); // guarded by this

    /**
     * The pending bytes that memory may have lost, because pages were evicted after they could not
     * be written.
     */
    private final ByteRanges doubtful = new ByteRanges(); // guarded by this

    /** The highest level at which a flush failed: a flush at a lower level clears nothing (D3). */
    private Durability level = Durability.SCHEDULED; // guarded by this

    private @Nullable FlushFailedException lastFailure; // guarded by this
    private long failures; // guarded by this

    /** Whether pending pages may count as clean now, and be evicted. */
    private boolean exposed; // guarded by this

    private long evictionsBefore; // guarded by this; before the first page was exposed

    public synchronized boolean isPending() {
        return !pending.isEmpty();
    }

    /** Returns the number of failures so far. */
    public synchronized long failures() {
        return failures;
    }

    public synchronized long closings() {
        return closings;
    }

    public synchronized @Nullable FlushFailedException lastFailure() {
        return lastFailure;
    }

    public synchronized List<ByteRange> pending(long start, long end) {
        return pending.within(start, end);
    }

    public synchronized List<ByteRange> doubtful() {
        return doubtful.list();
    }

    /** Records that a writable view was unmapped: its changes may be in memory only. */
    public synchronized void viewClosed(long start, long end) {
        closings++;
        closedViews.add(start, end);
    }

    /**
     * Records a failure (D1).
     *
     * @param dirtied the ranges that live views may have changed, and the range that was to be
     *     flushed
     * @param evictions the eviction counter when the file was last known to be sound
     */
    public synchronized void failed(
            ByteRanges dirtied, Durability at, long evictions, FlushFailedException failure) {
        failures++;
        pending.addAll(dirtied);
        pending.addAll(closedViews);
        if (at.compareTo(level) > 0) {
            level = at;
        }
        lastFailure = failure;
        evictionsBefore = exposed ? Math.min(evictionsBefore, evictions) : evictions;
        exposed = true;
    }

    /**
     * Records that all pending pages in the cache are dirty again, with the eviction counter after
     * that (D5).
     */
    public synchronized void dirtiedAgain(long failuresBefore, long evictions) {
        if (exposed && (evictions != evictionsBefore || evictions == UNKNOWN)) {
            doubtful.addAll(pending);
        }
        if (failures == failuresBefore) {
            exposed = false;
        }
    }

    /** Records that the last mapping of the file was closed, which may let its pages be evicted. */
    public synchronized void lastUserGone() {
        doubtful.addAll(pending);
    }

    /** Records that the program has verified memory, with the eviction counter now. */
    public synchronized void trustMemory(long evictions) {
        doubtful.clear();
        evictionsBefore = evictions;
    }

    /** Records that a range was flushed while no flush failed. */
    public synchronized void flushed(ByteRange range, Durability at, long closingsBefore) {
        if (at == Durability.DEVICE && closings == closingsBefore) {
            closedViews.remove(range.offset(), range.end());
        }
    }

    /**
     * Clears the pending ranges after all of them were re-dirtied and flushed (D2, D3, D4).
     *
     * @return true if the flush can be trusted
     */
    public synchronized boolean settle(Durability at, long failuresBefore, long closingsBefore) {
        if (failures != failuresBefore || !doubtful.isEmpty()) {
            return false;
        }
        if (at.compareTo(level) >= 0) {
            pending.clear();
            level = Durability.SCHEDULED;
            flushed(new ByteRange(0, Long.MAX_VALUE), at, closingsBefore);
        }
        return true;
    }
}
