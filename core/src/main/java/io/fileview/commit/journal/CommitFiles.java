package io.fileview.commit.journal;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The files that belong to a commit file, in an open directory. A commit file is known by its
 * identity; the name is where it was found when it was opened.
 */
public final class CommitFiles implements AutoCloseable {
    private static final String JOURNAL = ".fileview-journal";
    private static final String LOCK = ".fileview-lock";
    private static final String SNAPSHOT = ".fileview-snapshot-";

    /** The longest name in bytes on most file systems ({@code NAME_MAX}). */
    private static final int LONGEST_NAME = 255;

    /** Room for the longest suffix and for the random part of the name of a snapshot. */
    private static final int ROOM = SNAPSHOT.length() + 36;

    /** Creates the exception that says that a file is in use. */
    public interface InUse {
        /** Creates the exception. */
        MappingException exception(Place place, String problem);
    }

    private final Engine engine;
    private final FileLocation opened;
    private final Directory directory;
    private final String data;
    private final String prefix;
    private final InUse inUse;

    /** Resolves a location, which may be a symbolic link and need not exist. */
    public static CommitFiles of(Engine engine, FileLocation location, InUse inUse)
            throws IOException {
        Engine.Entry entry = engine.resolve(location);
        return new CommitFiles(engine, location, entry.directory(), entry.name(), inUse);
    }

    private CommitFiles(
            Engine engine, FileLocation opened, Directory directory, String data, InUse inUse) {
        this.engine = engine;
        this.opened = opened;
        this.directory = directory;
        this.data = data;
        this.prefix = prefix(data);
        this.inUse = inUse;
    }

    /** Returns the name, or a digest of it if the name leaves no room for a suffix. */
    private static String prefix(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_NAME - ROOM) {
            return name;
        }
        try {
            // The encodings would make all bytes equal that the name has instead of characters.
            ByteBuffer characters = ByteBuffer.allocate(name.length() * Character.BYTES);
            characters.asCharBuffer().put(name);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(characters.array());
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    Engine engine() {
        return engine;
    }

    /** Returns the directory. */
    public Directory directory() {
        return directory;
    }

    /** Returns what messages call the file: as the caller did. */
    public String name() {
        return opened.toString();
    }

    /** Returns the location of the file without symbolic links. */
    public FileLocation location() {
        return directory.locationOf(data);
    }

    /** Returns whether the directory has this file by its name. */
    boolean isBeside(FileIdentity identity) throws IOException {
        return directory.find(data).filter(found -> found.key().equals(identity.key())).isPresent();
    }

    /** Opens the file. */
    public EngineFile openData(OpenRequest request) throws IOException {
        return directory.open(data, request);
    }

    /**
     * Throws unless the location that the file was opened with still leads to it: what is committed
     * to another file would not be found again.
     */
    public void requireNamed(FileIdentity identity) throws IOException {
        Optional<FileIdentity> found = engine.find(opened);
        if (found.isEmpty() || !found.get().key().equals(identity.key())) {
            throw found.isEmpty() ? gone() : replaced();
        }
    }

    /**
     * Throws if the file has names that would not lead to its journal: other links, and no mark that
     * leads from the file to the journal.
     */
    public void requireOneName(EngineFile file) throws IOException {
        boolean allNamesLead = file.extendedAttribute().isPresent() && file.keepsLocks();
        if (!allNamesLead && file.status().links().orElse(1) > 1) {
            throw new MappingException(
                    Place.of(opened.toString()),
                    "has "
                            + file.status().links().orElse(1)
                            + " hard links, and the engine or the file system cannot lead all of"
                            + " them to one lock and one journal; remove the other links",
                    null);
        }
    }

    private MappingException gone() {
        return new MappingException(
                Place.of(opened.toString()),
                "has been renamed or deleted since it was opened, so what is committed would not be"
                        + " found by this name; restore the name, or close the file and open it by"
                        + " its new name",
                null);
    }

    /** Returns the exception that says that the name leads to another file. */
    MappingException replaced() {
        return new MappingException(
                Place.of(opened.toString()),
                "is another file than the one that was opened by this name, so what is committed"
                        + " would not be found by this name; restore the name, or close the file"
                        + " and open it again",
                null);
    }

    /** Returns the exception that says that the file is in use. */
    MappingException inUse(String problem) {
        return inUse.exception(Place.of(name()), problem);
    }

    /** Returns the name of the journal. */
    public String journal() {
        return prefix + JOURNAL;
    }

    /** Returns the name of the lock file. */
    String lock() {
        return prefix + LOCK;
    }

    /** Returns the start of the name of a snapshot, if it needs one. */
    public String snapshotPrefix() {
        return prefix + SNAPSHOT;
    }

    /**
     * Durably removes a file that nobody needs, unless its name leads to another one. In a directory
     * that forbids it, such as one that is append-only, leaves the file there, empty.
     */
    static void removeDurably(Directory directory, String name, FileIdentity file)
            throws IOException {
        Optional<FileIdentity> found = directory.find(name);
        if (found.isEmpty() || !found.get().key().equals(file.key())) {
            return;
        }
        try {
            directory.remove(name);
        } catch (IOException failure) {
            empty(directory, name, file, failure);
            return;
        }
        directory.flush();
    }

    private static void empty(
            Directory directory, String name, FileIdentity file, IOException failure)
            throws IOException {
        try (EngineFile left =
                directory.open(name, OpenRequest.existing(Protection.READ_WRITE))) {
            if (!left.identity().key().equals(file.key())) {
                return;
            }
            left.truncate(0);
            left.flush();
        } catch (IOException notEmptied) {
            failure.addSuppressed(notEmptied);
            throw failure;
        }
    }

    @Override
    public void close() {
        directory.close();
    }
}
