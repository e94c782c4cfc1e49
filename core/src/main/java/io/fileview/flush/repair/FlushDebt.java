package io.fileview;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file owes after a flush that failed. The kernel tells an error of any page of a file, and
 * not of which: so all is owed that may have been changed since it was known to be on the device.
 * Thread-safe.
 */
final class FlushDebt {
    /** Views that are closed, and that no flush to the device has covered since. */
    private final ByteRanges closedViews = new ByteRanges(); // guarded by this

    private long closings; // guarded by this
    private final ByteRanges owed = new ByteRanges(); // guarded by this

    /** Owed, and perhaps no longer what was written: pages left the cache after they had failed. */
    private final ByteRanges doubtful = new ByteRanges(); // guarded by this

    /** The highest level at which a flush failed: a lower one pays no debt. */
    private Durability level = Durability.SCHEDULED; // guarded by this

    private @Nullable FlushFailedException lastFailure; // guarded by this
    private long failures; // guarded by this

    /** Owed pages may count as clean at this moment, and leave the cache. */
    private boolean exposed; // guarded by this

    private long evictionsBefore; // guarded by this; before the first page became so

    synchronized boolean isOwed() {
        return !owed.isEmpty();
    }

    /** Grows with every failure. */
    synchronized long failures() {
        return failures;
    }

    synchronized long closings() {
        return closings;
    }

    synchronized @Nullable FlushFailedException lastFailure() {
        return lastFailure;
    }

    synchronized List<ByteRange> owed(long start, long end) {
        return owed.within(start, end);
    }

    synchronized List<ByteRange> doubtful() {
        return doubtful.list();
    }

    /** A view that could change the file has gone: what it changed may still be in memory alone. */
    synchronized void viewClosed(long start, long end) {
        closings++;
        closedViews.add(start, end);
    }

    /**
     * Notes a failure.
     *
     * @param dirtied what live views may have changed, and what was to be flushed
     * @param evictions how many pages had left the cache when all was still well
     */
    synchronized void failed(
            ByteRanges dirtied, Durability at, long evictions, FlushFailedException failure) {
        failures++;
        owed.addAll(dirtied);
        owed.addAll(closedViews);
        if (at.compareTo(level) > 0) {
            level = at;
        }
        lastFailure = failure;
        if (!exposed) {
            exposed = true;
            evictionsBefore = evictions;
        }
    }

    /** All owed pages that are in the cache have been made dirty; so many had left it by then. */
    synchronized void dirtiedAgain(long failuresBefore, long evictions) {
        if (exposed && (evictions != evictionsBefore || evictions == CacheEvictions.UNKNOWN)) {
            doubtful.addAll(owed);
        }
        if (failures == failuresBefore) {
            exposed = false;
        }
    }

    /** No mapping keeps the file's pages in memory from now on. */
    synchronized void letGo() {
        doubtful.addAll(owed);
    }

    /** The program has looked: what memory holds, when so many pages have left, is what it wants. */
    synchronized void trustMemory(long evictions) {
        doubtful.clear();
        evictionsBefore = evictions;
    }

    /** A flush of a range went well, and none failed meanwhile. */
    synchronized void flushed(ByteRange range, Durability at, long closingsBefore) {
        if (at == Durability.DEVICE && closings == closingsBefore) {
            closedViews.remove(range.offset(), range.end());
        }
    }

    /**
     * All that is owed has been dirtied again and flushed.
     *
     * @return true if that can be believed
     */
    synchronized boolean pay(Durability at, long failuresBefore, long closingsBefore) {
        if (failures != failuresBefore || !doubtful.isEmpty()) {
            return false;
        }
        if (at.compareTo(level) >= 0) {
            owed.clear();
            level = Durability.SCHEDULED;
            flushed(new ByteRange(0, Long.MAX_VALUE), at, closingsBefore);
        }
        return true;
    }
}
