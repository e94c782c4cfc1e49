package io.fileview.commit.journal;

import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;

/**
 * A file that is opened for commits, and the files beside it, in their open directory.
 *
 * @param directory the directory, open until {@link #close}
 * @param data the name of the file, which is no symbolic link
 */
public record CommitFiles(Directory directory, String data) implements AutoCloseable {
    private static final String JOURNAL = ".fileview-journal";
    private static final String LOCK = ".fileview-lock";
    private static final String SNAPSHOT = ".fileview-snapshot-";

    /** The files that belong to a location, which may be a symbolic link, or lead nowhere yet. */
    public static CommitFiles of(Engine engine, FileLocation location) throws IOException {
        Engine.Entry entry = engine.resolve(location);
        return new CommitFiles(entry.directory(), entry.name());
    }

    /** The location of the file without symbolic links. */
    public FileLocation location() {
        return directory.locationOf(data);
    }

    /** Tells whether the file exists; false only if that is certain. */
    public boolean dataExists() throws IOException {
        return directory.find(data).isPresent();
    }

    public EngineFile openData(OpenRequest request) throws IOException {
        return directory.open(data, request);
    }

    /** The name of the journal. */
    String journal() {
        return data + JOURNAL;
    }

    /** The name of the file of which users lock bytes; it is empty, or marked as removed. */
    String lock() {
        return data + LOCK;
    }

    /** How the name of a snapshot begins, if it needs one. */
    public String snapshotPrefix() {
        return data + SNAPSHOT;
    }

    boolean journalExists() throws IOException {
        return directory.find(journal()).isPresent();
    }

    /** Removes the journal durably. */
    void removeJournal() throws IOException {
        directory.remove(journal());
        directory.flush();
    }

    @Override
    public void close() {
        directory.close();
    }
}
