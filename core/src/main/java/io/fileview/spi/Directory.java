package io.fileview.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * An open directory. Its methods take names of entries, without separators. An entry that is a
 * symbolic link is never followed. Where the operating system supports it, this object keeps
 * denoting the same directory after that directory has been renamed or replaced by another.
 * Thread-safe, except that {@link #close} is called once, after all other calls have returned.
 */
public interface Directory extends AutoCloseable {
    /**
     * Returns the location of an entry, for messages and for opening it by its path.
     *
     * @param name the name of the entry
     * @return the location, valid as long as the directory is not renamed
     */
    FileLocation locationOf(String name);

    /**
     * Opens or creates a regular file in this directory.
     *
     * @param name the name of the entry
     * @param request how to open it
     * @return the open file
     * @throws java.nio.file.NoSuchFileException if the entry does not exist and the request does
     *     not create it
     * @throws java.nio.file.FileAlreadyExistsException if the entry exists and the request requires
     *     a new one
     * @throws java.nio.file.AccessDeniedException if the permissions do not allow the request
     * @throws io.fileview.NotMappableException if the entry is not a regular file
     * @throws IOException if another I/O error occurs
     */
    EngineFile open(String name, OpenRequest request) throws IOException;

    /**
     * Creates a file for reading and writing that only its owner may open and that is deleted when
     * it is closed or the process ends. Where the operating system supports that, the file has no
     * name; otherwise its name starts with the given prefix, and {@link EngineFile#close} removes
     * the file.
     *
     * @param prefix the start of the name
     * @return the open file
     * @throws IOException if the file cannot be created
     */
    EngineFile openTemporary(String prefix) throws IOException;

    /**
     * Looks up an entry without following symbolic links.
     *
     * @param name the name of the entry
     * @return the identity of the file; empty only if the entry certainly does not exist
     * @throws IOException if it cannot be determined whether the entry exists
     */
    Optional<FileIdentity> find(String name) throws IOException;

    /**
     * Removes an entry. The file itself is deleted once it has no other links and is no longer
     * open.
     *
     * @param name the name of the entry
     * @return true if the entry was removed; false if it did not exist
     * @throws IOException if the entry cannot be removed
     */
    boolean remove(String name) throws IOException;

    /**
     * Renames an entry. If an entry of the new name exists already, it is replaced atomically.
     *
     * @param from the name of the entry
     * @param to its new name in this directory
     * @throws IOException if the entry cannot be renamed; it keeps its old name
     */
    void rename(String from, String to) throws IOException;

    /**
     * Makes all creations, removals and renames of entries durable. Has no effect where the
     * operating system has no call that does this; where only the file system lacks it, see {@link
     * EntryDurability}.
     *
     * @throws io.fileview.FlushFailedException if the entries may not be durable
     * @throws IOException if the directory cannot be flushed
     */
    void flush() throws IOException;

    /** Closes the directory. Files opened through it stay open. */
    @Override
    void close();
}
