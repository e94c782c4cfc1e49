package io.fileview.journal;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import io.fileview.journal.JournalScan.Found;
import io.fileview.spi.Engine;
import io.fileview.spi.Engine.Creation;
import io.fileview.spi.OpenFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Brings a file whose writer has died to the state of its last whole commit. Whoever calls it is the
 * only writer and keeps readers out. Cut at any point, it can be started again.
 */
public final class Recovery {
    private final Engine engine;
    private final CommitFiles files;

    /** Of the file whose journal is to be replayed. */
    public Recovery(Engine engine, CommitFiles files) {
        this.engine = engine;
        this.files = files;
    }

    /** Tells whether a journal is there. While nobody writes, it is one that a dead writer left. */
    public boolean isNeeded() {
        return Files.exists(files.journal());
    }

    /** Who wrote the journal, in words, as far as that can be found out. */
    public String writer() {
        try (OpenFile journal =
                engine.openFile(files.journal(), false, Creation.EXISTING, true);
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
     * @param adopt true to take the journal for this file's though it was written for another
     */
    public void run(boolean adopt) throws IOException {
        try (OpenFile journal = engine.openFile(files.journal(), true, Creation.EXISTING, true);
                Arena arena = Arena.ofShared()) {
            replay(journal, arena.allocate(Journal.BUFFER, CommitRecord.BLOCK), adopt);
        } catch (NoSuchFileException gone) {
            return; // Somebody else has recovered the file.
        }
        drop();
    }

    /** Removes the journal of a file that is gone: it says nothing of the next of its name. */
    public void drop() throws IOException {
        Files.deleteIfExists(files.journal());
        engine.flushEntry(files.journal());
    }

    private void replay(OpenFile journal, MemorySegment buffer, boolean adopt)
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
        try (OpenFile data = engine.openFile(files.data(), true, Creation.EXISTING, false)) {
            if (!adopt && !header.identity().mayBe(data.identity())) {
                throw anotherFile(header, found.commits());
            }
            writeAgain(journal, buffer, found.end());
            if (data.size() < found.fileSize()) {
                data.setSize(found.fileSize());
            }
            makeDurable(data, () -> scan.apply(header, found.end(), data));
        }
    }

    /** Of failures that the dead writer met, nobody tells but a file system that can be asked. */
    private static void makeDurable(OpenFile file, DurableWrites.Writing writing)
            throws IOException {
        if (file.knowsWhatIsOnDisk()) {
            DurableWrites.run(file, writing);
        } else {
            writing.write();
            file.flush();
        }
    }

    /**
     * What is read here need not be on disk: the writer may have died before its flush, or its flush
     * may have failed. It must be, before the file is touched.
     */
    private static void writeAgain(OpenFile journal, MemorySegment buffer, long end)
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
                            break; // Somebody has cut the journal off; the replay will say so.
                        }
                        journal.write(part.asSlice(0, read), at);
                        at += read;
                    }
                    return List.of(new ByteRange(0, at));
                });
    }

    private MappingException anotherFile(JournalHeader header, int commits) {
        return new MappingException(
                Place.of(files.data().toString()),
                "the journal "
                        + files.journal()
                        + " with "
                        + commits
                        + (commits == 1 ? " commit" : " commits")
                        + " was written for another file of this name, by "
                        + header.writer()
                        + "; if both were copied here together, open the file once with"
                        + " adoptJournal(), and if the file was replaced, remove the journal",
                null);
    }
}
