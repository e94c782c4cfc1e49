package io.fileview;

import io.fileview.CommitFailedException.Outcome;
import io.fileview.MappingException.Place;
import io.fileview.journal.CommitLocks;
import io.fileview.journal.Journal;
import io.fileview.spi.OpenFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes ranges of bytes durable in a file all together: first in the journal, then in the file. Used
 * by one thread at a time.
 *
 * <p>A commit is durable as soon as the journal is. The file is written at once, so that readers see
 * it, but flushed only when the journal is full, or closed: until then a crash replays the journal.
 */
final class CommitStore {
    private final OpenFile data;
    private final Journal journal;
    private final CommitLocks locks;

    /** The file may lack what the journal has; readers are kept out if they can be. */
    private boolean owed;

    private boolean keepsReadersOut;

    /** A flush of the file failed and has not been mended: the next that succeeds tells nothing. */
    private boolean failedBefore;

    CommitStore(OpenFile data, Journal journal, CommitLocks locks) {
        this.data = data;
        this.journal = journal;
        this.locks = locks;
    }

    OpenFile data() {
        return data;
    }

    /**
     * Commits ranges of the file.
     *
     * @param source the whole file as it is to be
     */
    void commit(MemorySegment source, List<ByteRange> ranges) throws CommitFailedException {
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

    private void write(MemorySegment source, List<ByteRange> ranges) throws IOException {
        try {
            journal.append(source, ranges, source.byteSize());
        } catch (DiskFullException full) {
            if (journal.isEmpty() || !journal.isSound()) {
                throw full;
            }
            checkpoint(); // An empty journal may have the room that the disk has not.
            journal.append(source, ranges, source.byteSize());
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
                        "the commit failed, and what was written of it could not be taken back: after"
                                + " a crash it may be found whole, or not at all; commit again, or"
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

    private void apply(MemorySegment source, List<ByteRange> ranges, Place place)
            throws CommitFailedException {
        owed = true;
        try {
            keepReadersOut();
            for (ByteRange range : ranges) {
                data.write(source.asSlice(range.offset(), range.length()), range.offset());
            }
            owed = false;
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

    /** Does what an earlier failure has left to do. */
    void settle() throws IOException {
        applyOwed();
        if (!journal.isSound()) {
            checkpoint();
        }
    }

    /** Makes the file itself durable, and empties the journal. */
    void checkpoint() throws IOException {
        applyOwed();
        if (journal.isEmpty()) {
            return;
        }
        if (failedBefore) {
            flushAgain(null);
        } else {
            try {
                data.flush();
            } catch (FlushFailedException failure) {
                flushAgain(failure);
            }
        }
        journal.empty();
    }

    private void applyOwed() throws IOException {
        if (owed) {
            keepReadersOut();
            journal.applyTo(data);
            owed = false;
        }
        letReadersIn();
    }

    /** The kernel has called pages clean that it could not write: only writing them again helps. */
    private void flushAgain(@Nullable FlushFailedException first) throws IOException {
        owed = true;
        try {
            keepReadersOut();
            journal.applyDurablyTo(data);
        } catch (IOException failure) {
            failedBefore = true;
            if (first != null) {
                failure.addSuppressed(first);
            }
            throw failure;
        }
        owed = false;
        failedBefore = false;
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

    /** Leaves no journal behind if it can, and lets all locks go. */
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
            data.close();
            locks.close();
        }
    }

    /** Lets everything go as it is; the next to open the file recovers. */
    void abandon() {
        journal.abandon();
        data.close();
        locks.abandon();
    }

    private Place place(List<ByteRange> ranges) {
        long start = ranges.getFirst().offset();
        return Place.of(data.name(), start, ranges.getLast().end() - start);
    }
}
