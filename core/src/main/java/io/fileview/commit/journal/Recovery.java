package io.fileview.commit.journal;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.commit.journal.JournalScan.Found;
import io.fileview.spi.EngineFile;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Restores a file whose writer has died to the state of its last complete commit. The caller is the
 * only writer and keeps readers out. Recovery can be interrupted at any point and started again.
 */
public final class Recovery {
    private final CommitFiles files;

    /** Creates the recovery of a file. */
    public Recovery(CommitFiles files) {
        this.files = files;
    }

    /**
     * Returns whether there is a journal. While the file has no writer, a writer that died left it.
     */
    public boolean isNeeded() throws IOException {
        return files.journalExists();
    }

    /** Returns a description of the process that wrote the journal, if it can be determined. */
    public String writer() {
        try (EngineFile journal =
                openJournal(Protection.READ_ONLY);
                Arena arena = Arena.ofShared()) {
            JournalHeader header =
                    JournalHeader.read(journal, arena.allocate(JournalHeader.RECORDS));
            return header == null ? "an unknown process" : header.writer();
        } catch (IOException e) {
            return "an unknown process";
        }
    }

    /**
     * Replays the journal and removes it.
     *
     * @param adopt true to accept a journal that was written for another file
     */
    public void run(boolean adopt) throws IOException {
        try (EngineFile journal = openJournal(Protection.READ_WRITE);
                Arena arena = Arena.ofShared()) {
            replay(journal, arena.allocate(Journal.BUFFER, CommitRecord.BLOCK), adopt);
        } catch (NoSuchFileException gone) {
            return; // Another process has recovered the file.
        }
        drop();
    }

    /**
     * Removes the journal of a file that no longer exists: it does not apply to a new file of its
     * name.
     */
    public void drop() throws IOException {
        files.removeJournal();
    }

    private EngineFile openJournal(Protection protection) throws IOException {
        return files.directory().open(files.journal(), OpenRequest.existing(protection));
    }

    private void replay(EngineFile journal, MemorySegment buffer, boolean adopt)
            throws IOException {
        JournalHeader header = JournalHeader.read(journal, buffer);
        JournalScan scan = new JournalScan(journal, buffer);
        if (header == null) {
            scan.requireNoRecord();
            return;
        }
        Found found = scan.check(header);
        if (found.commits() == 0) {
            return;
        }
        try (EngineFile data = files.openData(OpenRequest.existing(Protection.READ_WRITE))) {
            if (!adopt && !header.identity().mayBe(data.identity())) {
                throw anotherFile(header, found.commits());
            }
            writeAgain(journal, buffer, found.end());
            if (data.size() < found.fileSize()) {
                data.extend(found.fileSize(), true);
            }
            makeDurable(data, () -> scan.apply(header, found.end(), data));
        }
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

    private MappingException anotherFile(JournalHeader header, int commits) {
        return new MappingException(
                Place.of(files.location().toString()),
                "the journal "
                        + files.directory().locationOf(files.journal())
                        + " with "
                        + commits
                        + (commits == 1 ? " commit" : " commits")
                        + " was written for another file of this name, by "
                        + header.writer()
                        + "; if both were copied here together, open the file once with"
                        + " adoptJournal(); if the file was replaced, remove the journal",
                null);
    }
}
