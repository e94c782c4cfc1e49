package io.fileview.commit.journal;

import io.fileview.MappingException;
import io.fileview.spi.EngineFile;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.net.URI;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A note on the file, in an extended attribute, that leads every name of the file to its journal. It
 * is there as long as the journal may hold commits that the file lacks. A copy of the file carries
 * the note along, but has another identity.
 *
 * @param data the file that the note was written for
 * @param journal its journal
 * @param path where the journal is, as {@link #expressed}; empty if that is too long
 */
record JournalMark(FileIdentity data, FileIdentity journal, String path) {
    private static final byte VERSION = 1;
    private static final String URI_START = "file:";

    /**
     * Expresses where a journal is, so that every process finds it: by an absolute path or, if the
     * name has bytes that a string may lose, by a URI.
     */
    static String expressed(FileLocation journal) {
        if (journal.path().isEmpty()) {
            return "";
        }
        Path path = journal.path().get().toAbsolutePath();
        String text = path.toString();
        boolean isPlain = text.chars().allMatch(c -> c < 0x80);
        return isPlain && !text.contains("?") ? text : path.toUri().toString();
    }

    /** Returns where the journal is; empty if that is unknown here. */
    Optional<FileLocation> location() {
        try {
            return path.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            FileLocation.of(
                                    path.startsWith(URI_START)
                                            ? Path.of(URI.create(path))
                                            : Path.of(path)));
        } catch (IllegalArgumentException | FileSystemNotFoundException ofAnotherSystem) {
            return Optional.empty();
        }
    }

    /**
     * Returns the mark of a file; null if it has none, or one that was copied with the file.
     *
     * @throws MappingException if the note is not understood: the file may have a journal somewhere
     */
    static @Nullable JournalMark read(EngineFile data) throws IOException {
        Optional<ExtendedAttribute> attribute = data.extendedAttribute();
        Optional<byte[]> note = attribute.isEmpty() ? Optional.empty() : attribute.get().read();
        if (note.isEmpty()) {
            return null;
        }
        JournalMark mark = decode(note.get());
        if (mark == null) {
            throw notUnderstood(data);
        }
        return mark.data.mayBe(data.identity()) ? mark : null;
    }

    /** As {@link #read}, but returns null for a note that is not understood. */
    static @Nullable JournalMark readIfUnderstood(EngineFile data) throws IOException {
        try {
            return read(data);
        } catch (NotUnderstood ignored) {
            return null;
        }
    }

    private static final class NotUnderstood extends MappingException {
        private static final long serialVersionUID = 1L;

        NotUnderstood(Place place, String problem) {
            super(place, problem, null);
        }
    }

    private static NotUnderstood notUnderstood(EngineFile data) {
        return new NotUnderstood(
                Place.of(data.name()),
                "may lack commits: its extended attribute user."
                        + ExtendedAttribute.NAME
                        + ", which leads to its journal, is damaged or was written by another"
                        + " version of Fileview; open it with that version, or, to use the file as"
                        + " it is, open it once with ignoreMissingJournal()");
    }

    /**
     * Returns the mark of a file for a reader. An engine that releases locks when it reads an
     * attribute may refuse to; then only the journal beside the file is found.
     */
    static @Nullable JournalMark readIfAllowed(EngineFile data, CommitLocks locks)
            throws IOException {
        try {
            return read(data);
        } catch (MappingException refused) {
            if (locks.allowAttributes()) {
                throw refused;
            }
            return null;
        }
    }

    /** Durably marks a file, if it can be marked. */
    void write(EngineFile file) throws IOException {
        Optional<ExtendedAttribute> attribute = file.extendedAttribute();
        if (attribute.isPresent()) {
            attribute.get().write(encode());
            file.flushMetadata();
        }
    }

    /** Durably removes the mark of a file. */
    static void remove(EngineFile file) throws IOException {
        Optional<ExtendedAttribute> attribute = file.extendedAttribute();
        if (attribute.isPresent()) {
            attribute.get().remove();
            file.flushMetadata();
        }
    }

    private byte[] encode() {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        int room = ExtendedAttribute.MAX_SIZE - 1 - 6 * Long.BYTES;
        ByteBuffer bytes =
                ByteBuffer.allocate(1 + 6 * Long.BYTES + (name.length > room ? 0 : name.length));
        bytes.put(VERSION);
        put(bytes, data);
        put(bytes, journal);
        if (name.length <= room) {
            bytes.put(name);
        }
        return bytes.array();
    }

    private static void put(ByteBuffer bytes, FileIdentity identity) {
        bytes.putLong(identity.numberHigh())
                .putLong(identity.number())
                .putLong(identity.birth());
    }

    private static @Nullable JournalMark decode(byte[] note) {
        ByteBuffer bytes = ByteBuffer.wrap(note);
        try {
            if (bytes.get() != VERSION) {
                return null;
            }
            FileIdentity data = identity(bytes);
            FileIdentity journal = identity(bytes);
            return new JournalMark(
                    data, journal, StandardCharsets.UTF_8.decode(bytes).toString());
        } catch (BufferUnderflowException tooShort) {
            return null;
        }
    }

    private static FileIdentity identity(ByteBuffer bytes) {
        return new FileIdentity("", bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
}
