package io.fileview.repair;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.spi.WritebackRepair;
import io.fileview.waiting.Deadline;
import io.fileview.waiting.SharedLock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Performs all flushes of a file, whichever mapping or engine they come through. After a failed
 * write, the kernel reports the error once, marks the pages as clean and omits them from the next
 * flush; this class does not report such a flush as successful.
 *
 * <table>
 * <caption>What a flush does</caption>
 * <tr><th>if the file</th><th>the flush</th></tr>
 * <tr><td>is sound</td><td>checks for errors of background writes, flushes the range, and waits
 * for overlapping flushes</td></tr>
 * <tr><td>has pending ranges</td><td>collects errors that are still unreported, re-dirties the
 * pending ranges, flushes the whole file, verifies that the disk holds them, replaces blocks if
 * necessary, and clears the ranges</td></tr>
 * </table>
 *
 * <p>A flush waits for others of the file no longer than the {@linkplain Opening#waitLimit limit} of
 * its opening. How long the kernel takes for a flush, and whether it ever ends, is not bounded here:
 * nothing can end that call.
 *
 * <p>Invariants, which the tests name:
 * <ul>
 * <li>F1: a flush that succeeds above {@link Durability#SCHEDULED} overlapped with no flush that
 * failed.
 * <li>F2: while ranges are pending, only a repair that rewrote all of them succeeds.
 * <li>F3: a repair succeeds only if the file system counts what was rewritten as written, or is of
 * a type that never forgets it.
 * <li>F4: pages that could not be written are re-dirtied as soon as the failure is known.
 * <li>F5: before the last opening of a writable file is closed, it is checked for errors of
 * background writes.
 * <li>F6: a flush succeeds above {@link Durability#SCHEDULED} only if the file had the whole range
 * before and has it afterwards. What is left of the range has been flushed even if it has not.
 * </ul>
 *
 * @see FlushDebt
 */
public final class FileFlushes {
    /** A flush of a range. */
    public interface Flush {
        void run() throws IOException;
    }

    private interface Use {
        void run(Opening opening) throws IOException;
    }

    private final FileUsers users;
    private final FlushDebt debt = new FlushDebt();
    private final FlushesUnderWay underWay = new FlushesUnderWay();
    private final FlushFailures failures = new FlushFailures(debt);

    /** Held alone during a repair; a concurrent second one would only repeat it. */
    private final SharedLock repairing = new SharedLock("the repair after a failed flush");

    public FileFlushes(FileUsers users) {
        this.users = users;
    }

    public FlushDebt debt() {
        return debt;
    }

    /**
     * Flushes a range of the file, or, if ranges are pending, all of it.
     *
     * @param by the opening that flushes, which the caller keeps open
     * @param bytes the range of the file
     * @param flush flushes that range, as far as the file has it; used if nothing is pending
     * @throws io.fileview.FileShrankException if the file does not have the whole range any more
     */
    public void flush(Opening by, ByteRange bytes, Durability level, Flush flush)
            throws IOException {
        if (level == Durability.SCHEDULED) {
            attempt(by, bytes, level, flush); // Guarantees nothing that pending ranges could break.
            return;
        }
        long sizeBefore = by.engineFile().size();
        long evictions = flushNow(by, bytes, level, flush);
        if (bytes.length() == 0) {
            return;
        }
        long size = Math.min(sizeBefore, by.engineFile().size());
        if (bytes.end() > size) {
            throw failures.shrank(by, bytes, size); // F6
        }
        by.soundAt(evictions); // The flush would have reported a failure before it.
    }

    /** Returns the eviction counter at a time after which every failure would have been reported. */
    private long flushNow(Opening by, ByteRange bytes, Durability level, Flush flush)
            throws IOException {
        Deadline deadline = Deadline.after(by.waitLimit());
        do { // again only if another thread has repaired the file meanwhile
            long before = debt.failures();
            long closings = debt.closings();
            if (debt.isPending()) {
                if (repair(by, bytes, level)) {
                    return by.evictionsWhenSound();
                }
            } else {
                long evictions = lookForFailure(by, bytes, level);
                attempt(by, bytes, level, flush);
                failures.requireNoneSince(before, by, bytes);
                flushMetadataOfOthers(by, bytes, level);
                debt.flushed(bytes, level, closings);
                return evictions;
            }
        } while (!deadline.hasPassed());
        throw failures.neverSound(by, bytes);
    }

    /**
     * Detects failed background writes early, while evictions of their pages are still unlikely.
     *
     * @return the eviction counter before that
     */
    private long lookForFailure(Opening by, ByteRange bytes, Durability level)
            throws FlushFailedException {
        WritebackRepair writeback = by.engineFile().writebackRepair().orElse(null);
        if (writeback == null) {
            return WritebackRepair.UNKNOWN_EVICTIONS;
        }
        long evictions = writeback.recentEvictions();
        long ticket = underWay.begin(); // It may take an error that a flush would have reported.
        long evictionsWhenSound = by.evictionsWhenSound();
        try {
            if (writeback.lookForWriteError(false)) {
                by.soundAt(evictions);
            }
        } catch (FlushFailedException failure) {
            throw failed(by, bytes, level, evictionsWhenSound, failure);
        } finally {
            underWay.end(ticket);
        }
        return evictions;
    }

    /** Checks for errors for the last time before an opening is closed (F5). */
    public void closing(Opening opening) {
        WritebackRepair writeback = opening.engineFile().writebackRepair().orElse(null);
        if (writeback == null) {
            return;
        }
        long ticket = underWay.begin();
        try {
            writeback.lookForWriteError(false);
        } catch (FlushFailedException failure) {
            debt.failed(
                    users.writableRanges(),
                    Durability.DEVICE,
                    opening.evictionsWhenSound(),
                    failure);
            try {
                dirtyAgain(opening, writeback);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        } finally {
            underWay.end(ticket);
        }
    }

    /** Records that the program has verified memory. */
    public void trustMemory(Opening by) {
        debt.trustMemory(
                by.engineFile()
                        .writebackRepair()
                        .map(WritebackRepair::evictions)
                        .orElse(WritebackRepair.UNKNOWN_EVICTIONS));
    }

    private void attempt(Opening by, ByteRange bytes, Durability level, Flush flush)
            throws IOException {
        long ticket = underWay.begin();
        // Before the call: a concurrent one finds the file sound if this one has taken the error.
        long evictionsWhenSound = by.evictionsWhenSound();
        try {
            flush.run();
        } catch (FlushFailedException failure) {
            throw failed(by, bytes, level, evictionsWhenSound, failure);
        } finally {
            underWay.end(ticket);
        }
        if (level != Durability.SCHEDULED) {
            try {
                underWay.awaitOthers(by.waitLimit());
            } catch (TimeoutException e) {
                throw failures.othersStillRun(by, bytes, e);
            }
        }
    }

    private FlushFailedException failed(
            Opening by,
            ByteRange bytes,
            Durability level,
            long evictionsWhenSound,
            FlushFailedException failure) {
        ByteRanges dirtied = users.writableRanges();
        dirtied.add(bytes);
        debt.failed(dirtied, level, evictionsWhenSound, failure);
        IOException exposed = null;
        try {
            withWriter(by, writer -> dirtyAgain(writer, requireWriteback(writer, bytes))); // F4
        } catch (IOException e) {
            exposed = e; // The next flush takes it into account.
        }
        FlushFailedException reported = failures.first(failure);
        if (exposed != null) {
            reported.addSuppressed(exposed);
        }
        return reported;
    }

    /** Re-dirties and flushes all pending ranges; returns false if nothing is pending. */
    private boolean repair(Opening by, ByteRange bytes, Durability level) throws IOException {
        try {
            repairing.own(by.waitLimit(), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(
                    by.engineFile().name()
                            + ": the thread was interrupted while it waited for another thread to"
                            + " repair the file after a failed flush; flush again");
        } catch (TimeoutException e) {
            throw failures.othersStillRun(by, bytes, e);
        }
        try {
            if (!debt.isPending()) {
                return false;
            }
            withWriter(by, writer -> repairThrough(writer, by, bytes, level));
            return true;
        } catch (FlushFailedException failure) {
            throw failure;
        } catch (IOException unreachable) {
            throw failures.cannotRepair(by, bytes, unreachable);
        } finally {
            repairing.disown();
        }
    }

    private void repairThrough(Opening writer, Opening by, ByteRange bytes, Durability level)
            throws IOException {
        WritebackRepair writeback = requireWriteback(writer, bytes);
        takeWriteError(writer, level);
        forOthers(writer, other -> takeWriteError(other, level));
        long before = debt.failures();
        long closings = debt.closings();
        List<ByteRange> dirtied = dirtyAgain(writer, writeback);
        flushAll(writer, bytes, level);
        List<ByteRange> missing = writeback.notOnDisk(dirtied);
        if (!missing.isEmpty() && writeback.takeFreshBlocks(missing)) {
            dirtied = dirtyAgain(writer, writeback);
            flushAll(writer, bytes, level);
            missing = writeback.notOnDisk(dirtied);
        }
        failures.requireNoneSince(before, by, bytes);
        flushMetadataOfOthers(writer, bytes, level);
        if (!missing.isEmpty()) {
            throw failures.notOnDisk(by, bytes, missing); // F3
        }
        if (!debt.settle(level, before, closings)) {
            throw failures.inDoubt(by, bytes);
        }
    }

    private WritebackRepair requireWriteback(Opening writer, ByteRange bytes)
            throws FlushFailedException {
        WritebackRepair writeback = writer.engineFile().writebackRepair().orElse(null);
        if (writeback == null) {
            throw failures.noRepair(writer, bytes);
        }
        return writeback;
    }

    private void flushAll(Opening writer, ByteRange bytes, Durability level) throws IOException {
        ByteRange all = new ByteRange(0, writer.engineFile().size());
        attempt(
                writer,
                bytes,
                level,
                () -> writer.engineFile().flush(all, level, users.liveRanges(writer)));
    }

    /**
     * Takes an error that is still unreported, which would otherwise make the repair fail because
     * of the writes that it repairs.
     */
    private void takeWriteError(Opening opening, Durability level) {
        WritebackRepair writeback = opening.engineFile().writebackRepair().orElse(null);
        if (writeback == null) {
            return;
        }
        long ticket = underWay.begin();
        long evictionsWhenSound = opening.evictionsWhenSound();
        try {
            writeback.lookForWriteError(true);
        } catch (FlushFailedException failure) {
            debt.failed(users.writableRanges(), level, evictionsWhenSound, failure);
        } finally {
            underWay.end(ticket);
        }
    }

    private List<ByteRange> dirtyAgain(Opening writer, WritebackRepair writeback)
            throws IOException {
        List<ByteRange> dirtied = new ArrayList<>();
        long before = debt.failures();
        long evictions = writeback.evictions();
        for (ByteRange range : debt.pending(0, writer.engineFile().size())) {
            dirtied.addAll(writeback.dirtyAgain(range));
        }
        debt.dirtiedAgain(before, writeback.evictions());
        writer.soundAt(evictions);
        return dirtied;
    }

    /**
     * Runs an action with an opening through which pages can be dirtied, the preferred one if
     * possible.
     */
    private void withWriter(Opening preferred, Use use) throws IOException {
        Opening writer = retainWriter(preferred);
        if (writer == null) {
            throw failures.readOnly(preferred);
        }
        try {
            use.run(writer);
        } finally {
            writer.release();
        }
    }

    private @Nullable Opening retainWriter(Opening preferred) {
        if (preferred.isWritable() && preferred.tryRetain()) {
            return preferred;
        }
        for (Opening opening : users.openings()) {
            if (opening.isWritable() && opening.tryRetain()) {
                return opening;
            }
        }
        return null;
    }

    private void forOthers(Opening caller, Use use) throws IOException {
        for (Opening opening : users.openings()) {
            if (!opening.equals(caller) && opening.tryRetain()) {
                try {
                    use.run(opening);
                } finally {
                    opening.release();
                }
            }
        }
    }

    /** Another opening of the file may have created or extended it. */
    private void flushMetadataOfOthers(Opening by, ByteRange bytes, Durability level)
            throws IOException {
        if (level == Durability.DEVICE) {
            forOthers(
                    by,
                    other -> attempt(other, bytes, level, other.engineFile()::flushMetadata));
        }
    }
}
