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
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes ranges of bytes durable in a file atomically: first in the journal, then in the file. Used
 * by one thread at a time.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>the journal has</th><th>the file has</th><th>readers</th><th>left
 * by</th></tr>
 * <tr><td>settled</td><td>commits since the last checkpoint</td><td>all commits, not all of them
 * flushed</td><td>read</td>
 * <td>{@link #commit}: writing</td></tr>
 * <tr><td>writing</td><td>and perhaps the new commit</td><td>the commits
 * before</td><td>read</td><td>durable: unapplied;
 * failed and undone: settled; failed and not undone: undecided</td></tr>
 * <tr><td>unapplied</td><td>and the new commit, durable</td><td>a part of the new
 * commit</td><td>are kept out</td>
 * <td>all pages written: settled; failed: {@link #settle} tries again</td></tr>
 * <tr><td>undecided</td><td>perhaps the commit that failed</td><td>the commits
 * before</td><td>read</td><td>{@link
 * #checkpoint}: settled</td></tr>
 * </table>
 *
 * <p>Invariants, which tests name:
 * <ul>
 * <li>C1: a commit is reported as done only after its record was flushed to the journal.
 * <li>C2: no byte of the file is changed before the record that has it is durable.
 * <li>C3: while the file has a part of a commit, readers are kept out.
 * <li>C4: the journal is emptied only after a flush of the file that can be believed, and that came
 * after all its commits were written to the file.
 * <li>C5: after a flush of the file has failed, the next one is believed only if all commits of the
 * journal were written again before it.
 * <li>C6: no commit is appended to a journal that may hold a commit that failed.
 * </ul>
 */
final class CommitStore {
    private final EngineFile data;
    private final Journal journal;
    private final CommitLocks locks;
    private final CommitFiles files;

    /** The file may lack what the journal has; readers are kept out if they can be. */
    private boolean unapplied;

    private boolean keepsReadersOut;

    /**
     * A flush of the file failed and has not been repaired: the next that succeeds proves nothing
     * (C5).
     */
    private boolean flushSuspect;

    CommitStore(EngineFile data, Journal journal, CommitLocks locks, CommitFiles files) {
        this.data = data;
        this.journal = journal;
        this.locks = locks;
        this.files = files;
    }

    EngineFile data() {
        return data;
    }

    /**
     * Commits ranges of the file.
     *
     * @param source the whole file as it is to be
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
                            + " are allowed; nothing has been written: commit less at a time, or open"
                            + " the file with a larger journalLimit",
                    null);
        }
        try {
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
    }

    private void write(CommitSource source, List<ByteRange> ranges) throws IOException {
        try {
            journal.append(source, ranges, source.size());
        } catch (DiskFullException full) {
            if (journal.isEmpty() || !journal.isSound()) {
                throw full;
            }
            checkpoint(); // An empty journal may have the room that the disk does not.
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
                        "the commit failed, and what was written of it could not be undone: after"
                                + " a crash, recovery finds either all of it or none; commit again, or"
                                + " close, until that succeeds ("
                                + failure.getMessage()
                                + ")",
                        failure)
                : new CommitFailedException(
                        said,
                        Outcome.NOT_COMMITTED,
                        "nothing was committed, the changes are still in the views, commit again when"
                                + " the cause is gone ("
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
            throw new CommitFailedException(
                    place,
                    Outcome.COMMITTED_NOT_APPLIED,
                    "the commit is durable in the journal, but could not be written to the file, and"
                            + " readers wait until it is; commit again, or close, when the cause is"
                            + " gone ("
                            + failure.getMessage()
                            + ")",
                    failure);
        }
    }

    /** Completes what an earlier failure left undone. */
    void settle() throws IOException {
        applyJournal();
        if (!journal.isSound()) {
            checkpoint(); // C6
        }
    }

    /** Makes the file itself durable, and empties the journal. */
    void checkpoint() throws IOException {
        applyJournal();
        if (journal.isEmpty()) {
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

    private void applyJournal() throws IOException {
        if (unapplied) {
            keepReadersOut();
            journal.applyTo(data);
            unapplied = false;
        }
        letReadersIn();
    }

    /**
     * The kernel has marked pages as clean that it could not write: only writing them again helps
     * (C5).
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
            throw failure;
        }
        unapplied = false;
        flushSuspect = false;
        letReadersIn();
    }

    private void keepReadersOut() throws IOException {
        if (!keepsReadersOut) {
            locks.changeState();
            keepsReadersOut = true;
        }
    }

    private void letReadersIn() throws IOException {
        if (keepsReadersOut) {
            locks.releaseState();
            keepsReadersOut = false;
        }
    }

    /** Removes the journal if the file can be made durable without it, and releases all locks. */
    void close() throws IOException {
        boolean removed = false;
        try {
            settle();
            checkpoint();
            journal.remove();
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

    /** Leaves everything as it is; the next to open the file recovers. */
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
