package io.fileview.repair;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.spi.WritebackRepair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is pending for a file after a flush that failed. Thread-safe.
 *
 * <p>The kernel reports that some page of the file could not be written, but not which one. So
 * everything becomes pending that may have been changed since it was last known to be on the
 * device.
 *
 * <table>
 * <caption>States of a byte of the file</caption>
 * <tr><th>state</th><th>left by</th></tr>
 * <tr><td>sound: a flush would report its failure</td><td>{@link #failed} &rarr; pending and
 * exposed, if it may have been
 * changed</td></tr>
 * <tr><td>pending, exposed: its page may count as clean, and leave the cache</td><td>{@link
 * #dirtiedAgain} &rarr; pending;
 * if pages left the cache meanwhile, doubtful</td></tr>
 * <tr><td>pending: its page is dirty again</td><td>{@link #settle} &rarr; sound</td></tr>
 * <tr><td>doubtful: memory may have reverted to what the disk held</td><td>{@link #trustMemory}
 * &rarr; pending</td></tr>
 * </table>
 *
 * <p>Invariants, which tests name:
 * <ul>
 * <li>D1: no byte that may have been changed and was not flushed leaves the set except by {@link
 * #settle}.
 * <li>D2: {@link #settle} clears nothing if a flush has failed since the repair began.
 * <li>D3: {@link #settle} clears nothing at a level below that of the flush that failed.
 * <li>D4: nothing is cleared while a byte is doubtful.
 * <li>D5: a byte is doubtful if pages may have left the cache between the last moment known to be
 * sound and the moment when it was made dirty again.
 * </ul>
 */
public final class FlushDebt {
    private static final long UNKNOWN = WritebackRepair.UNKNOWN_EVICTIONS;

    /** What closed views may have changed and no flush to the device has covered since. */
    private final ByteRanges closedViews = new ByteRanges(); // guarded by this

    private long closings; // guarded by this
    private final ByteRanges pending = new ByteRanges(); // guarded by this

    /**
     * The pending bytes that memory may have lost: pages left the cache after they could not be
     * written.
     */
    private final ByteRanges doubtful = new ByteRanges(); // guarded by this

    /** The highest level at which a flush failed: a flush at a lower level clears nothing (D3). */
    private Durability level = Durability.SCHEDULED; // guarded by this

    private @Nullable FlushFailedException lastFailure; // guarded by this
    private long failures; // guarded by this

    /** Whether pending pages may count as clean at this moment, and leave the cache. */
    private boolean exposed; // guarded by this

    private long evictionsBefore; // guarded by this; before the first page was exposed

    public synchronized boolean isPending() {
        return !pending.isEmpty();
    }

    /** A number that grows with each failure. */
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

    /** Records that a writable view was unmapped: what it changed may be in memory only. */
    public synchronized void viewClosed(long start, long end) {
        closings++;
        closedViews.add(start, end);
    }

    /**
     * Records a failure (D1).
     *
     * @param dirtied what live views may have changed, and what was to be flushed
     * @param evictions how many pages had left the cache when the file was last known to be sound
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
        if (!exposed) {
            exposed = true;
            evictionsBefore = evictions;
        }
    }

    /**
     * Records that all pending pages in the cache are dirty again, and how many pages had left it
     * by then (D5).
     */
    public synchronized void dirtiedAgain(long failuresBefore, long evictions) {
        if (exposed && (evictions != evictionsBefore || evictions == UNKNOWN)) {
            doubtful.addAll(pending);
        }
        if (failures == failuresBefore) {
            exposed = false;
        }
    }

    /** Records that no mapping keeps the pages of the file in memory from now on. */
    public synchronized void lastUserGone() {
        doubtful.addAll(pending);
    }

    /** Records that the program has verified memory when so many pages had left the cache. */
    public synchronized void trustMemory(long evictions) {
        doubtful.clear();
        evictionsBefore = evictions;
    }

    /** Records that a range was flushed and that no flush failed meanwhile. */
    public synchronized void flushed(ByteRange range, Durability at, long closingsBefore) {
        if (at == Durability.DEVICE && closings == closingsBefore) {
            closedViews.remove(range.offset(), range.end());
        }
    }

    /**
     * Clears what is pending after all of it was made dirty again and flushed (D2, D3, D4).
     *
     * @return true if the flush can be believed
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
