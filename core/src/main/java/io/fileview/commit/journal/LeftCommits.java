package io.fileview.commit.journal;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.commit.journal.JournalScan.Found;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The commits of a journal that the file may lack, because its writer died or could not write them.
 * They are only read. The caller holds the state, so that no writer changes them. Not thread-safe.
 */
public final class LeftCommits implements AutoCloseable {
    private final FoundJournal journal;
    private final Arena arena;
    private final JournalHeader header;
    private final JournalScan scan;
    private final Found found;

    /** An action on bytes of the file as of the last commit. */
    public interface Action {
        /** Takes bytes, which are valid during the call. */
        void take(long offset, MemorySegment bytes) throws IOException;
    }

    private LeftCommits(
            FoundJournal journal,
            Arena arena,
            JournalHeader header,
            JournalScan scan,
            Found found) {
        this.journal = journal;
        this.arena = arena;
        this.header = header;
        this.scan = scan;
        this.found = found;
    }

    /**
     * Opens the journal of a file.
     *
     * @param locks the locks of the caller, which may not allow to read the mark of the file
     * @return the commits; null if there is no journal, or if it holds none
     * @throws MappingException if the journal is damaged or belongs to another file
     */
    public static @Nullable LeftCommits open(
            CommitFiles files, EngineFile data, CommitLocks locks) throws IOException {
        JournalMark mark = JournalMark.readIfAllowed(data, locks);
        FoundJournal journal =
                FoundJournal.find(
                        files, data, Protection.READ_ONLY, Recovery.Choice.SAFE, mark);
        if (journal == null) {
            return null;
        }
        Arena arena = Arena.ofShared();
        LeftCommits commits = null;
        try {
            commits = read(files, journal, arena, data.identity());
            return commits;
        } finally {
            if (commits == null) {
                arena.close();
                journal.close();
            }
        }
    }

    private static @Nullable LeftCommits read(
            CommitFiles files, FoundJournal journal, Arena arena, FileIdentity data)
            throws IOException {
        MemorySegment buffer = arena.allocate(Journal.BUFFER, CommitRecord.BLOCK);
        JournalHeader header = JournalHeader.read(journal.file(), buffer);
        JournalScan scan = new JournalScan(journal.file(), buffer);
        if (header == null) {
            scan.requireNoRecord();
            journal.requireUnmarked();
            return null;
        }
        Found found = scan.check(header);
        if (found.commits() == 0) {
            return null;
        }
        if (!header.identity().isToldToBe(data)) {
            throw refused(files, data, journal.location(), header, found.commits());
        }
        return new LeftCommits(journal, arena, header, scan, found);
    }

    /** Returns the number of bytes that the file has as of the last commit. */
    public long fileSize() {
        return found.fileSize();
    }

    /** Passes the committed bytes of a range of the file to an action, older commits first. */
    public void take(ByteRange range, Action action) throws IOException {
        scan.take(
                header,
                found.end(),
                (piece, bytes) -> {
                    long from = Math.max(piece.offset(), range.offset());
                    long to = Math.min(piece.offset() + piece.length(), range.end());
                    if (from < to) {
                        action.take(from, bytes.asSlice(from - piece.offset(), to - from));
                    }
                });
    }

    /** Returns the exception for a journal that is not told to be that of the file. */
    static MappingException refused(
            CommitFiles files,
            FileIdentity data,
            FileLocation journal,
            JournalHeader header,
            int commits) {
        boolean isOfAnother = !header.identity().mayBe(data);
        return new MappingException(
                Place.of(files.name()),
                (isOfAnother ? "the journal " : "it cannot be determined whether the journal ")
                        + journal
                        + " with "
                        + commits
                        + (commits == 1 ? " commit" : " commits")
                        + (isOfAnother
                                ? " was written for another file of this name, by "
                                : " was written for this file or for another one of this name, by ")
                        + header.writer()
                        + (isOfAnother
                                ? "; if both were copied here together, open the file once with"
                                        + " adoptJournal(); if the file was replaced, remove the"
                                        + " journal"
                                : ", because the engine knew no number of the file then or knows"
                                        + " none now; open it with an engine that does, or, if they"
                                        + " belong together, once with adoptJournal(); if the file"
                                        + " was replaced, remove the journal"),
                null);
    }

    /** Closes the journal. Closing a closed one has no effect. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
            journal.close();
        }
    }
}
