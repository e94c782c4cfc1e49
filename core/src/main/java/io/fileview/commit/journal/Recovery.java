package io.fileview.commit.journal;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.commit.journal.JournalScan.Found;
import io.fileview.spi.EngineFile;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Restores a file whose writer has died to the state of its last complete commit. The caller is the
 * only writer and keeps readers out. Recovery can be interrupted at any point and started again.
 */
public final class Recovery {
    private final CommitFiles files;
    private final CommitLocks locks;

    /** Creates the recovery of a file by a user with the given locks. */
    public Recovery(CommitFiles files, CommitLocks locks) {
        this.files = files;
        this.locks = locks;
    }

    /** Returns a description of the process that wrote the journal, if it can be determined. */
    public String writer(EngineFile data) {
        try (FoundJournal journal =
                FoundJournal.find(
                        files,
                        data,
                        Protection.READ_ONLY,
                        new Choice(true, true),
                        JournalMark.readIfAllowed(data, locks));
                Arena arena = Arena.ofShared()) {
            JournalHeader header =
                    journal == null
                            ? null
                            : JournalHeader.read(
                                    journal.file(), arena.allocate(JournalHeader.RECORDS));
            return header == null ? "an unknown process" : header.writer();
        } catch (IOException e) {
            return "an unknown process";
        }
    }

    /**
     * What the user has chosen for doubtful cases.
     *
     * @param adopt true to accept a journal that was written for another file
     * @param ignoreMissing true to accept that the journal of the file is missing
     */
    public record Choice(boolean adopt, boolean ignoreMissing) {
        static final Choice SAFE = new Choice(false, false);
    }

    /** Keeps readers out. */
    public interface ReadersOut {
        /** Waits for readers to finish, and keeps them out. */
        void keepOut() throws IOException;
    }

    /**
     * Replays the journal of the file and removes it, if there is one.
     *
     * @param data the file, open for writing
     * @param choice what to accept
     * @param readersOut is called once, before the file is changed
     */
    public void run(EngineFile data, Choice choice, ReadersOut readersOut) throws IOException {
        AtomicReference<@Nullable JournalMark> mark = new AtomicReference<>();
        locks.withAttribute(
                () -> mark.set(
                        choice.ignoreMissing()
                                ? JournalMark.readIfUnderstood(data)
                                : JournalMark.read(data)));
        try (FoundJournal journal =
                FoundJournal.find(files, data, Protection.READ_WRITE, choice, mark.get());
                Arena arena = Arena.ofShared()) {
            if (journal != null) {
                readersOut.keepOut();
                boolean isOfFile =
                        replay(
                                journal,
                                arena.allocate(Journal.BUFFER, CommitRecord.BLOCK),
                                data,
                                choice.adopt());
                if (!journal.isBeside()) {
                    removeOther(data, choice);
                }
                locks.withAttribute(() -> JournalMark.remove(data));
                if (isOfFile) {
                    journal.invalidate();
                } // Otherwise its other names are none of this file's business.
                journal.remove();
            }
        }
    }

    /**
     * Removes a journal beside the file that is not the marked one: its writer died before it marked
     * the file, or before it removed the journal.
     */
    private void removeOther(EngineFile data, Choice choice) throws IOException {
        try (FoundJournal other =
                FoundJournal.find(files, data, Protection.READ_WRITE, choice, null);
                Arena arena = Arena.ofShared()) {
            if (other == null) {
                return;
            }
            MemorySegment buffer = arena.allocate(Journal.BUFFER, CommitRecord.BLOCK);
            JournalScan scan = new JournalScan(other.file(), buffer);
            JournalHeader header = JournalHeader.read(other.file(), buffer);
            if (header == null) {
                scan.requireNoRecord();
            } else if (scan.check(header).commits() > 0) {
                throw new MappingException(
                        Place.of(files.name()),
                        "has been recovered from its journal, but has another one beside it, "
                                + files.directory().locationOf(files.journal())
                                + ", with commits by "
                                + header.writer()
                                + "; remove that one",
                        null);
            }
            other.remove();
        }
    }

    /** Returns whether the journal was certainly written for this file. */
    private boolean replay(
            FoundJournal foundJournal, MemorySegment buffer, EngineFile data, boolean adopt)
            throws IOException {
        EngineFile journal = foundJournal.file();
        JournalHeader header = JournalHeader.read(journal, buffer);
        JournalScan scan = new JournalScan(journal, buffer);
        if (header == null) {
            scan.requireNoRecord();
            foundJournal.requireUnmarked();
            return false;
        }
        boolean isRight = foundJournal.mayBeOf(data, header, adopt);
        Found found = scan.check(header);
        if (!isRight && (found.commits() > 0 || !foundJournal.isBeside())) {
            throw LeftCommits.refused(
                    files, data.identity(), foundJournal.location(), header, found.commits());
        }
        boolean isOfFile = header.identity().isToldToBe(data.identity());
        if (found.commits() == 0) {
            return isOfFile;
        }
        writeAgain(journal, buffer, found.end());
        data.extend(found.fileSize(), true);
        makeDurable(data, () -> scan.apply(header, found.end(), data));
        // Without the mark, by another name, it is a journal that was left there long ago.
        JournalHeader empty =
                header.next(Journal.salt(), header.base() + found.commits() + 1, header.size());
        makeDurable(journal, () -> List.of(empty.writeTo(journal, buffer)));
        return isOfFile;
    }

    /**
     * Failures that the dead writer encountered are known only to a file system that can be
     * queried.
     */
    private static void makeDurable(EngineFile file, DurableWrites.Writing writing)
            throws IOException {
        if (file.writebackRepair().map(WritebackRepair::knowsWhatIsOnDisk).orElse(false)) {
            DurableWrites.run(file, writing);
        } else {
            writing.write();
            file.flush();
        }
    }

    /**
     * The journal as read here may not be on disk, because the writer died before its flush or the
     * flush failed. It must be, before the file is changed.
     */
    private static void writeAgain(EngineFile journal, MemorySegment buffer, long end)
            throws IOException {
        makeDurable(
                journal,
                () -> {
                    long at = 0;
                    while (at < end) {
                        MemorySegment part =
                                buffer.asSlice(0, Math.min(buffer.byteSize(), end - at));
                        long read = journal.read(part, at);
                        if (read == 0) {
                            break; // The journal has been truncated; the replay reports it.
                        }
                        journal.write(part.asSlice(0, read), at);
                        at += read;
                    }
                    return List.of(new ByteRange(0, at));
                });
    }
}
