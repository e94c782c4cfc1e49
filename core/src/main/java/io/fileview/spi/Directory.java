package io.fileview.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * An open directory. The names given to it are those of its own entries, without separators; a
 * symbolic link under such a name is never followed. Where the system can, the directory stays the
 * same one when it is renamed or replaced. Thread-safe, apart from {@link #close}, which is called
 * once and last.
 */
public interface Directory extends AutoCloseable {
    /**
     * The location of an entry, for messages and for those who open it by its full name.
     *
     * @param name the name of the entry
     * @return its location, as far as the directory has not been renamed since it was opened
     */
    FileLocation locationOf(String name);

    /**
     * Opens a regular file of this directory.
     *
     * @param name the name of the entry
     * @param request how to open it
     * @return the open file
     * @throws java.nio.file.NoSuchFileException if the entry does not exist and is not to be
     *     created
     * @throws java.nio.file.FileAlreadyExistsException if the entry exists and must not
     * @throws java.nio.file.AccessDeniedException if the permissions do not allow it
     * @throws io.fileview.NotMappableException if the entry is a symbolic link, a directory or the
     *     like
     * @throws IOException if the file cannot be opened for another reason
     */
    EngineFile open(String name, OpenRequest request) throws IOException;

    /**
     * Creates a file for reading and writing that only its owner may open, and that disappears when
     * it is closed, or when the process ends: it has no name where the system allows that.
     * Otherwise it has a name that starts with the given prefix, and is removed by {@link
     * EngineFile#close}.
     *
     * @param prefix the start of the name, if the file needs one
     * @return the open file
     * @throws IOException if the file cannot be created
     */
    EngineFile openTemporary(String prefix) throws IOException;

    /**
     * Looks an entry up without following it.
     *
     * @param name the name of the entry
     * @return the identity of what the entry leads to; empty only if the system says that there is
     *     no such entry
     * @throws IOException if the system does not tell, for whatever reason: that proves no absence
     */
    Optional<FileIdentity> find(String name) throws IOException;

    /**
     * Removes an entry. Whether the bytes of the file go too depends on its other links and users.
     *
     * @param name the name of the entry
     * @return false if there is no such entry
     * @throws IOException if the entry cannot be removed
     */
    boolean remove(String name) throws IOException;

    /**
     * Renames an entry, replacing an entry of the new name atomically.
     *
     * @param from the name of the entry
     * @param to its new name in this directory
     * @throws IOException if the entry cannot be renamed; it then has its old name
     */
    void rename(String from, String to) throws IOException;

    /**
     * Makes durable which entries the directory has. Does nothing where the system has no such
     * call.
     *
     * @throws io.fileview.FlushFailedException if the entries may not be durable
     * @throws IOException if the directory cannot be flushed
     */
    void flush() throws IOException;

    /** Closes the directory. Files that were opened through it stay open. */
    @Override
    void close();
}
