package io.fileview.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * An open directory. The methods take the names of entries of this directory. A name must not be
 * empty, {@code .} or {@code ..}, and must not contain a separator. No method follows an entry that
 * is a symbolic link.
 *
 * <p>If the engine supports it, a {@code Directory} continues to refer to the same directory after
 * that directory has been renamed. Otherwise the {@code Directory} refers to a path, and calls fail
 * once the directory is not at this path any more. Only if another directory takes the path during
 * a call may that call access the other directory.
 *
 * <p>A {@code Directory} is thread-safe, except that {@link #close} must be called only once, and
 * only after all other calls have returned.
 */
public interface Directory extends AutoCloseable {
    /**
     * Returns the location of an entry, for messages and for opening the entry by its path. The
     * entry need not exist.
     *
     * @param name the name of the entry
     * @return the location, valid as long as the directory is not renamed
     */
    FileLocation locationOf(String name);

    /**
     * Opens or creates a regular file in this directory. The entry is not trusted: an existing
     * entry that is not a regular file, such as a symbolic link or a pipe, is not opened, and the
     * call fails without waiting; and a file is created only where there is no entry, not even a
     * dangling link.
     *
     * @param name the name of the entry
     * @param request how to open the file
     * @return the open file
     * @throws java.nio.file.NoSuchFileException if the entry does not exist and the request does
     *     not permit the file to be created
     * @throws java.nio.file.FileAlreadyExistsException if the entry exists and the request requires
     *     a new file
     * @throws java.nio.file.AccessDeniedException if the permissions do not allow the request
     * @throws io.fileview.NotMappableException if the entry is not a regular file; a symbolic link
     *     to a regular file is not one either
     * @throws IOException if another I/O error occurs
     */
    EngineFile open(String name, OpenRequest request) throws IOException;

    /**
     * Creates a temporary file in this directory, and opens it for reading and writing. The file is
     * deleted when it is closed or when the process ends. If the operating system supports POSIX
     * file permissions, only the owner may open the file.
     *
     * <p>If the engine can create a file without a name, the file has no name. Otherwise the engine
     * creates the file with a name that starts with the given prefix. It removes the name as early
     * as the operating system permits, at the latest when the file is closed. If the process or the
     * operating system crashes before the name has been removed, the file may remain under that
     * name until {@link #removeTemporaries}.
     *
     * @param prefix the start of the name, if the file needs a name
     * @return the open file
     * @throws IOException if the file cannot be created
     */
    EngineFile openTemporary(String prefix) throws IOException;

    /**
     * Creates a temporary file as {@link #openTemporary(String)} does, and says what messages call
     * it: the caller of the library knows the file that it is made for, not the temporary one. By
     * default, messages call it as the engine does.
     *
     * @param prefix the start of the name, if the file needs a name
     * @param called what {@link EngineFile#name} returns, and what messages call the file
     * @return the open file
     * @throws IOException if the file cannot be created
     */
    default EngineFile openTemporary(String prefix, String called) throws IOException {
        return openTemporary(prefix);
    }

    /**
     * Creates a file that has no name in this directory, and opens it for reading and writing. It
     * disappears when it is closed, when the process ends, and when the operating system crashes,
     * unless {@link #link} has given it a name before. Only the owner may open the file. By default,
     * returns empty.
     *
     * @param called what {@link EngineFile#name} returns, and what messages call the file
     * @return the open file; empty if the engine or the file system has no such files, or cannot give
     *     them a name
     * @throws java.nio.file.AccessDeniedException if the permissions do not allow it
     * @throws io.fileview.DiskFullException if the file system or a quota is full
     * @throws IOException if another I/O error occurs
     */
    default Optional<EngineFile> openUnnamed(String called) throws IOException {
        return Optional.empty();
    }

    /**
     * Gives a file that {@link #openUnnamed} has returned its first name, under which it stays. It
     * replaces nothing, not even a dangling link. By default, throws {@code
     * UnsupportedOperationException}, which is right for an engine without such files.
     *
     * @param unnamed the open file, which has not been given a name yet
     * @param name the name of the entry
     * @throws java.nio.file.FileAlreadyExistsException if the entry exists
     * @throws IOException if another I/O error occurs; the file still has no name
     */
    default void link(EngineFile unnamed, String name) throws IOException {
        throw new UnsupportedOperationException("this engine has no files without a name");
    }

    /**
     * Removes temporary files that processes of this user have left behind in this directory, as
     * far as that is possible. Temporary files that are in use stay usable. By default, has no
     * effect, which is right for an engine whose temporary files have no name.
     *
     * @param prefix the prefix that they were created with
     */
    default void removeTemporaries(String prefix) {}

    /**
     * Looks up an entry. If the entry is a symbolic link, this method returns the identity of the
     * link itself.
     *
     * @param name the name of the entry
     * @return the identity of the file; empty only if the entry certainly does not exist
     * @throws IOException if it cannot be determined whether the entry exists
     */
    Optional<FileIdentity> find(String name) throws IOException;

    /**
     * Looks up the status of an entry without opening it: what a caller can know before it trusts an
     * entry. If the entry is a symbolic link, this method returns the status of the link itself.
     *
     * @param name the name of the entry
     * @return the status; empty only if the entry certainly does not exist
     * @throws IOException if it cannot be determined whether the entry exists
     */
    default Optional<FileStatus> status(String name) throws IOException {
        return find(name).map(identity -> FileStatus.unknown(identity, 0));
    }

    /**
     * Removes the entry of a file. The file itself is deleted once it has no other entry and is no
     * longer open.
     *
     * @param name the name of the entry
     * @return true if the entry was removed; false if it did not exist
     * @throws IOException if the entry cannot be removed
     */
    boolean remove(String name) throws IOException;

    /**
     * Renames an entry within this directory. If this directory already has an entry named {@code
     * to}, the renamed entry atomically replaces it.
     *
     * @param from the current name of the entry
     * @param to the new name of the entry
     * @throws IOException if the entry cannot be renamed; it keeps its current name
     */
    void rename(String from, String to) throws IOException;

    /**
     * Renames an entry within this directory, and replaces nothing. Where neither the operating
     * system nor the file system has an atomic call for this purpose, the engine either looks for an
     * entry named {@code to} immediately before, or throws.
     *
     * @param from the current name of the entry
     * @param to the new name of the entry
     * @throws java.nio.file.FileAlreadyExistsException if there is an entry named {@code to}, even a
     *     dangling link
     * @throws IOException if the entry cannot be renamed; it keeps its current name
     */
    void renameNew(String from, String to) throws IOException;

    /**
     * Makes all earlier creations, removals and renames of entries of this directory durable. Has
     * no effect if the operating system has no call for this purpose; see {@link
     * EntryDurability} for file systems that do not support it.
     *
     * @throws io.fileview.FlushFailedException if the flush fails, so that these changes may not be
     *     durable
     * @throws IOException if the flush cannot be started, for example because the directory cannot
     *     be opened for reading
     */
    void flush() throws IOException;

    /** Closes this directory. Files that were opened through it stay open. */
    @Override
    void close();
}
