package io.fileview.commit.journal;

import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;

/**
 * A file that is opened for commits, and its auxiliary files, in an open directory.
 *
 * @param directory the directory, open until {@link #close}
 * @param data the name of the file, which is not a symbolic link
 */
public record CommitFiles(Directory directory, String data) implements AutoCloseable {
    private static final String JOURNAL = ".fileview-journal";
    private static final String LOCK = ".fileview-lock";
    private static final String SNAPSHOT = ".fileview-snapshot-";

    /** Resolves a location, which may be a symbolic link and need not exist. */
    public static CommitFiles of(Engine engine, FileLocation location) throws IOException {
        Engine.Entry entry = engine.resolve(location);
        return new CommitFiles(entry.directory(), entry.name());
    }

    /** Returns the location of the file without symbolic links. */
    public FileLocation location() {
        return directory.locationOf(data);
    }

    /** Returns whether the file exists; false only if it certainly does not. */
    public boolean dataExists() throws IOException {
        return directory.find(data).isPresent();
    }

    public EngineFile openData(OpenRequest request) throws IOException {
        return directory.open(data, request);
    }

    /** Returns the name of the journal. */
    String journal() {
        return data + JOURNAL;
    }

    /** Returns the name of the lock file, which is empty, or marked as removed. */
    String lock() {
        return data + LOCK;
    }

    /** Returns the start of the name of a snapshot, if it needs one. */
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
