package io.fileview.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * An optional capability of an {@link EngineFile}: it can store a note of a few bytes in an
 * extended attribute of the file. The note belongs to the file and not to a name, so every name
 * leads to it, and renaming the file keeps it. Copies that preserve extended attributes, such as
 * those of {@code cp -a} and {@code rsync -X}, have the note of the original; other copies have
 * none. Whoever may write the file may change the note, and whoever may read the file may read it.
 *
 * <p>All engines use the same attribute of a file. Thread-safe, and unaffected by interrupts.
 */
public interface ExtendedAttribute {
    /** The name of the attribute; on Linux it is in the namespace {@code user}. */
    String NAME = "fileview.commit";

    /**
     * The maximum size of a note in bytes. File systems differ in what they can store beyond it.
     */
    int MAX_SIZE = 1024;

    /**
     * Reads the note.
     *
     * @return the note, which can have no bytes; empty only if the file certainly has none
     * @throws IOException if it cannot be determined whether the file has a note, or the note
     *     cannot be read or has more than {@value #MAX_SIZE} bytes
     */
    Optional<byte[]> read() throws IOException;

    /**
     * Replaces or creates the note. Whoever reads the note, even after a crash or power failure,
     * finds either the old note (or none) or the whole new one. The change is durable once {@link
     * EngineFile#flushMetadata} or a flush with {@link io.fileview.Durability#DEVICE} through the
     * same {@code EngineFile} has succeeded.
     *
     * @param note at most {@value #MAX_SIZE} bytes
     * @throws io.fileview.DiskFullException if the file system, a quota or the file's own space for
     *     attributes is full; the note is unchanged
     * @throws IOException if the file is open for reading only, if the file system turns out not to
     *     store attributes, or if another I/O error occurs
     */
    void write(byte[] note) throws IOException;

    /**
     * Removes the note. Has no effect if the file has none. The change becomes durable as one by
     * {@link #write} does.
     *
     * @throws IOException if the file is open for reading only or another I/O error occurs
     */
    void remove() throws IOException;

    /**
     * Throws if a note is too long. Engines call this method before they write.
     *
     * @param note a note
     * @throws IllegalArgumentException if it has more than {@value #MAX_SIZE} bytes
     */
    static void requireSize(byte[] note) {
        if (note.length > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "the note has " + note.length + " bytes; at most " + MAX_SIZE
                            + " can be stored with a file");
        }
    }
}
