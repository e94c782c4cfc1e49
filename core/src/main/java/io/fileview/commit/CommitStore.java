package io.fileview.commit;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.commit.journal.CommitFiles;
import io.fileview.commit.journal.CommitLocks;
import io.fileview.commit.journal.CommitSource;
import io.fileview.commit.journal.Journal;
import io.fileview.spi.EngineFile;
import io.fileview.spi.Place;
import io.fileview.waiting.Attempts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes ranges of bytes to a file atomically and durably: first to the journal, then to the file.
 * Used by one thread at a time.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>the journal holds</th><th>the file holds</th><th>readers</th>
 * <th>left by</th></tr>
 * <tr><td>settled</td><td>the commits since the last checkpoint</td>
 * <td>all commits, some not flushed</td><td>may read</td><td>{@link #commit}: writing</td></tr>
 * <tr><td>writing</td><td>also, perhaps, the new commit</td><td>the previous commits</td>
 * <td>may read</td><td>durable: unapplied; failed and undone: settled; failed and not undone:
 * undecided</td></tr>
 * <tr><td>unapplied</td><td>also the new commit, durably</td><td>a part of the new commit</td>
 * <td>wait while pages are written; then read the new commit from the journal</td>
 * <td>all pages written: settled; failed: {@link #settle} retries</td></tr>
 * <tr><td>undecided</td><td>perhaps the failed commit</td><td>the previous commits</td>
 * <td>may read</td><td>{@link #checkpoint}: settled</td></tr>
 * </table>
 *
 * <p>Invariants, which the tests name:
 * <ul>
 * <li>C1: a commit is reported as successful only after its record was flushed to the journal.
 * <li>C2: no byte of the file is changed before the record that contains it is durable.
 * <li>C3: while pages of a commit are being written to the file, readers wait; if the file holds a
 * part of a commit at any other time, readers know and read the commit from the journal.
 * <li>C4: the journal is emptied only after a trustworthy flush of the file that started after all
 * commits of the journal were written to the file.
 * <li>C5: after a failed flush of the file, the next one is trustworthy only if all commits of the
 * journal were rewritten before it.
 * <li>C6: no commit is appended to a journal that may hold a failed commit.
 * <li>C7: once the journal may be empty on the disk, no byte of the file is changed until it
 * certainly is: a power failure could otherwise leave the file with a part of a commit and no
 * journal.
 * </ul>
 */
final class CommitStore {
    private final EngineFile data;
    private final Journal journal;
    private final CommitLocks locks;
    private final CommitFiles files;

    private final Duration limit;
    private final FileIntegrity intact;

    /** The file may lack commits that the journal holds. */
    private boolean unapplied;

    private boolean keepsReadersOut;

    /** Readers have been told that the file may lack commits (C3). */
    private boolean isUnsettled;

    private volatile boolean waitsForReaders;

    /**
     * A flush of the file failed and has not been repaired: a later success proves nothing (C5).
     */
    private boolean flushSuspect;

    /** The flush of a new size has failed, and no commit need have made it durable since. */
    private boolean isSizePending;

    /**
     * Takes ownership of its arguments.
     *
     * @param limit how long to wait for readers
     * @param size the number of bytes that are mapped
     */
    CommitStore(
            EngineFile data,
            Journal journal,
            CommitLocks locks,
            CommitFiles files,
            Duration limit,
            long size) {
        this.data = data;
        this.journal = journal;
        this.locks = locks;
        this.files = files;
        this.limit = limit;
        this.intact = new FileIntegrity(data, files, locks, size);
    }

    /** Returns whether a thread is waiting for readers; may be called by any thread. */
    boolean waitsForReaders() {
        return waitsForReaders;
    }

    EngineFile data() {
        return data;
    }

    /**
     * Commits ranges of the file.
     *
     * @param source the whole file as of this commit
     */
    void commit(CommitSource source, List<ByteRange> ranges) throws CommitFailedException {
        Place place = place(ranges);
        long bytes = Journal.sizeOf(ranges);
        if (bytes > journal.mostOfOneCommit()) {
            throw new CommitFailedException(
                    place,
                    Outcome.NOT_COMMITTED,
                    "the commit takes "
                            + bytes
                            + " bytes of journal, and "
                            + journal.mostOfOneCommit()
                            + " are allowed; nothing has been committed: commit fewer changes at a"
                            + " time, or open the file with a larger journalLimit",
                    null);
        }
        try {
            intact.require();
            journal.requireInPlace();
            journal.copyPermissionsOf(data);
            settle();
            data.reserve(ranges);
            if (!journal.hasRoomFor(bytes)) {
                checkpoint();
            }
            write(source, ranges);
        } catch (IOException failure) {
            throw notWritten(place, failure);
        }
        apply(source, ranges, place);
        intact.requireAfter(place);
        keepWithoutJournal(place);
    }

    /** Makes the commit durable in the file itself if the journal was taken away meanwhile. */
    private void keepWithoutJournal(Place place) throws CommitFailedException {
        try {
            journal.requireInPlace();
        } catch (IOException lost) {
            try {
                checkpoint();
            } catch (IOException failure) {
                failure.addSuppressed(lost);
                throw new CommitFailedException(
                        place,
                        Outcome.UNKNOWN,
                        "the commit is in the file, but would be lost in a power failure, because"
                                + " the journal is not in its place and the file cannot be flushed;"
                                + " call checkpoint() until it succeeds ("
                                + failure.getMessage()
                                + ")",
                        failure);
            }
        }
    }

    private void write(CommitSource source, List<ByteRange> ranges) throws IOException {
        try {
            journal.append(source, ranges, source.size());
        } catch (DiskFullException full) {
            if (journal.isEmpty() || !journal.isSound()) {
                throw full;
            }
            checkpoint(); // The emptied journal may have the room that the disk lacks.
            journal.append(source, ranges, source.size());
        }
    }

    private CommitFailedException notWritten(Place place, IOException failure) {
        Place said =
                failure instanceof MappingException known && known.errorName().isPresent()
                        ? place.withError(known.errorName().get())
                        : place;
        return journal.isUndecided()
                ? new CommitFailedException(
                        said,
                        Outcome.UNKNOWN,
                        "the commit failed, and the part of it that was written could not be"
                                + " undone: after a crash, recovery finds either all of it or"
                                + " nothing; commit again, or close, until that succeeds ("
                                + failure.getMessage()
                                + ")",
                        failure)
                : new CommitFailedException(
                        said,
                        Outcome.NOT_COMMITTED,
                        "nothing was committed, and the changes are still in the views; commit"
                                + " again once the cause has been removed ("
                                + failure.getMessage()
                                + ")",
                        failure);
    }

    private void apply(CommitSource source, List<ByteRange> ranges, Place place)
            throws CommitFailedException {
        unapplied = true;
        try {
            keepReadersOut();
            for (ByteRange range : ranges) {
                source.writeTo(data, range);
            }
            unapplied = false;
            letReadersIn();
        } catch (IOException failure) {
            tellReaders(failure);
            throw new CommitFailedException(
                    place,
                    Outcome.COMMITTED_NOT_APPLIED,
                    "the commit is durable in the journal, but not all of it could be written to"
                            + " the file; commit again, or close, once the cause has been removed ("
                            + failure.getMessage()
                            + ")",
                    failure);
        }
    }

    /** Completes what an earlier failure left incomplete. */
    void settle() throws IOException {
        if (unapplied) {
            intact.requireSize();
        }
        applyJournal();
        if (!journal.isSound()) {
            checkpoint(); // C6
        }
    }

    /** Makes the file itself durable and empties the journal. */
    void checkpoint() throws IOException {
        if (unapplied || !journal.isEmpty()) {
            intact.requireSize();
        }
        applyJournal();
        if (journal.isEmpty()) {
            return;
        }
        if (journal.mayBeEmptyOnDisk()) {
            journal.empty(); // C7; the file has been durable since the first attempt (C4)
            return;
        }
        if (flushSuspect) {
            flushAgain(null);
        } else {
            try {
                data.flush();
            } catch (FlushFailedException failure) {
                flushAgain(failure);
            }
        }
        journal.empty(); // C4
    }

    void requireSize() throws IOException {
        intact.requireSize();
    }

    /** Makes a new size of the file durable. A failure may concern pages of commits, too (C5). */
    void flushSize(long newSize) throws IOException {
        intact.grown(newSize);
        isSizePending = true;
        try {
            data.flush();
        } catch (FlushFailedException failure) {
            flushSuspect = true;
            throw failure;
        }
        isSizePending = false;
    }

    /** Makes a size durable whose flush failed. */
    void flushSizeAgain() throws IOException {
        if (isSizePending) {
            flushAgain(null);
            isSizePending = false;
        }
    }

    private void applyJournal() throws IOException {
        if (unapplied) {
            keepReadersOut();
            try {
                journal.applyTo(data);
            } catch (IOException failure) {
                tellReaders(failure);
                throw failure;
            }
            unapplied = false;
        }
        letReadersIn();
    }

    /**
     * The kernel has marked pages that it could not write as clean, so they must be rewritten (C5).
     */
    private void flushAgain(@Nullable FlushFailedException first) throws IOException {
        unapplied = true;
        try {
            keepReadersOut();
            journal.applyDurablyTo(data);
        } catch (IOException failure) {
            flushSuspect = true;
            if (first != null) {
                failure.addSuppressed(first);
            }
            tellReaders(failure);
            throw failure;
        }
        unapplied = false;
        flushSuspect = false;
        letReadersIn();
    }

    private void keepReadersOut() throws IOException {
        if (!keepsReadersOut) {
            if (ReadLocks.areHeldOf(data.identity().key())) {
                throw new MappingException(
                        Place.of(data.name()),
                        "cannot be written, because this thread holds a read lock of it and would"
                                + " wait for itself; release it first",
                        null);
            }
            waitsForReaders = true;
            try {
                ReadLocks.keepOut(locks, data.identity().key(), limit);
            } finally {
                waitsForReaders = false;
            }
            keepsReadersOut = true;
        }
    }

    /** Readers read the journal from now on, instead of waiting (C3). */
    private void tellReaders(IOException failure) {
        try {
            if (keepsReadersOut) {
                locks.unsettle();
                isUnsettled = true;
                locks.releaseState();
                keepsReadersOut = false;
            }
        } catch (IOException keptOut) {
            failure.addSuppressed(keptOut); // Readers are still kept out.
        }
    }

    private void letReadersIn() throws IOException {
        if (isUnsettled) {
            locks.settle(Attempts.within(limit));
            isUnsettled = false;
        }
        if (keepsReadersOut) {
            locks.releaseState();
            keepsReadersOut = false;
        }
    }

    /** Removes the journal if the file can be made durable without it, and releases all locks. */
    void close() throws IOException {
        boolean removed = false;
        try {
            checkpoint();
            locks.withAttribute(() -> journal.remove(data));
            removed = true;
        } finally {
            if (!removed) {
                journal.abandon();
            }
            try {
                locks.close();
            } finally {
                files.close();
            }
        }
    }

    /** Leaves everything as it is; the next process that opens the file recovers it. */
    void abandon() {
        journal.abandon();
        locks.abandon();
        files.close();
    }

    private Place place(List<ByteRange> ranges) {
        long start = ranges.getFirst().offset();
        return Place.of(data.name(), start, ranges.getLast().end() - start);
    }
}
