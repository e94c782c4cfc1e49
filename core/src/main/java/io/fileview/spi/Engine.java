package io.fileview.spi;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * A provider of file access and memory mapping. Fileview performs every operation on a file through
 * the engine that opened the file. Fileview always includes the engines of this module, and loads
 * other engines with {@link java.util.ServiceLoader}. An {@code Engine} is thread-safe.
 */
public interface Engine {
    /** {@return the name by which a program can select the engine, such as {@code linux}} */
    String name();

    /**
     * Returns the priority of the engine. If the program does not select an engine, Fileview opens
     * a location with the engine that has the highest priority among those that are available and
     * accept the location.
     *
     * @return the priority
     */
    int priority();

    /**
     * Returns the reason why the engine cannot be used on this machine. A missing JVM option is no
     * such reason. If the engine needs a JVM option that is missing, the engine counts as
     * available, and {@link #open}, {@link #openMemory} and {@link #resolve} throw {@link
     * IllegalStateException}.
     *
     * @return the reason, as a clause that can follow the word "because"; an empty {@code Optional}
     *     if the engine is available
     */
    Optional<String> unavailableReason();

    /**
     * Returns whether the engine handles locations of this kind. The result depends only on the URI
     * or on the {@link java.nio.file.FileSystem} of the path, not on what is on the disk. The file
     * need not exist.
     *
     * @param location the location
     * @return true if the location may be passed to {@link #open} and {@link #resolve}
     */
    boolean accepts(FileLocation location);

    /**
     * Opens a file or, depending on the request, creates a regular file. The file may be of any
     * kind that the engine can map, for example a block device. Symbolic links are followed. With
     * {@link OpenRequest.Creation#CREATE_NEW}, however, a symbolic link at the end of the path
     * counts as an existing file.
     *
     * @param location a location for which {@link #accepts} returns true
     * @param request how to open the file
     * @return the open file, which may be empty
     * @throws java.nio.file.NoSuchFileException if the file does not exist and the request does not
     *     permit it to be created
     * @throws java.nio.file.FileAlreadyExistsException if the file exists and the request requires
     *     a new file
     * @throws java.nio.file.AccessDeniedException if the permissions do not allow the request
     * @throws io.fileview.NotMappableException if the engine cannot map files of this kind, such as
     *     directories or pipes
     * @throws IOException if another I/O error occurs; if this call created the file, the engine
     *     has tried to remove it
     * @throws IllegalStateException if a JVM option that the engine needs is missing
     */
    EngineFile open(FileLocation location, OpenRequest request) throws IOException;

    /**
     * Creates anonymous memory, and opens it for reading and writing. Anonymous memory behaves as a
     * file that has no name. Its initial size is 0, and its bytes are discarded when it is closed.
     *
     * @return the anonymous memory
     * @throws IOException if an I/O error occurs
     * @throws IllegalStateException if a JVM option that the engine needs is missing
     */
    EngineFile openMemory() throws IOException;

    /**
     * Determines which directory entry a location denotes, following symbolic links, and opens the
     * directory that contains the entry. The entry need not exist. If the location denotes a
     * dangling symbolic link, the result is the entry that creating a file through the link would
     * create.
     *
     * @param location a location for which {@link #accepts} returns true
     * @return the entry; the caller must close its directory
     * @throws java.nio.file.NoSuchFileException if the directory does not exist
     * @throws IOException if a link cannot be followed or another I/O error occurs
     * @throws IllegalStateException if a JVM option that the engine needs is missing
     */
    Entry resolve(FileLocation location) throws IOException;

    /**
     * Looks up the file that a location leads to, following symbolic links.
     *
     * @param location an accepted location
     * @return the identity of the file; empty only if the location certainly leads to no file
     * @throws IOException if it cannot be determined whether the file exists
     */
    default Optional<FileIdentity> find(FileLocation location) throws IOException {
        Entry entry;
        try {
            entry = resolve(location);
        } catch (NoSuchFileException noDirectory) {
            return Optional.empty();
        }
        try (Directory directory = entry.directory()) {
            return directory.find(entry.name());
        }
    }

    /**
     * {@return the id of the user who owns the files that this process creates, in the form of
     * {@link FileStatus#ownerId}; empty if unknown}
     */
    default Optional<String> userId() {
        return Optional.empty();
    }

    /**
     * A directory and the name of an entry in it. The entry need not exist.
     *
     * @param directory the open directory
     * @param name the name of the entry, without separators
     */
    record Entry(Directory directory, String name) {}
}
