package io.fileview.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * One way to reach and map files: a file system as Fileview sees it. Everything that Fileview does
 * to a file goes through its engine. Engines are found through {@link java.util.ServiceLoader};
 * those of this module are found without it, too. Thread-safe.
 */
public interface Engine {
    /**
     * The name by which a program can choose the engine.
     *
     * @return a short word such as {@code linux}
     */
    String name();

    /**
     * The order in which engines are tried: of those that accept a location and are available, the
     * one with the highest priority opens it.
     *
     * @return the priority
     */
    int priority();

    /**
     * Why the engine is unavailable on this machine, whatever the settings of the JVM.
     *
     * @return the reason, to be read after "because"; empty if the engine is available
     */
    Optional<String> unavailableReason();

    /**
     * Tells whether the engine can reach a location, by the kind of its path or the scheme of its
     * URI alone. The file need not exist.
     *
     * @param location the location
     * @return true if the engine may be asked to open it
     */
    boolean accepts(FileLocation location);

    /**
     * Opens a file, following symbolic links. The file is a regular file, or another kind that the
     * engine can map.
     *
     * @param location an accepted location
     * @param request how to open it
     * @return the open file, which may be empty
     * @throws java.nio.file.NoSuchFileException if the file does not exist and is not to be created
     * @throws java.nio.file.FileAlreadyExistsException if the file exists and must not
     * @throws java.nio.file.AccessDeniedException if the permissions do not allow it
     * @throws io.fileview.NotMappableException if the location leads to a directory, a pipe or the
     *     like
     * @throws IOException if the file cannot be opened for another reason; a file that this call
     *     created has been removed
     */
    EngineFile open(FileLocation location, OpenRequest request) throws IOException;

    /**
     * Opens memory without a name and without a file, of size 0.
     *
     * @return the memory
     * @throws IOException if the system refuses
     */
    EngineFile openMemory() throws IOException;

    /**
     * Follows symbolic links to the directory entry that a location leads to, and opens the
     * directory. The entry itself need not exist: a link that leads nowhere gives the entry that
     * opening it would create.
     *
     * @param location an accepted location
     * @return the directory and the name in it; close the directory
     * @throws java.nio.file.NoSuchFileException if the directory does not exist
     * @throws IOException if a link cannot be followed or the directory cannot be opened
     */
    Entry resolve(FileLocation location) throws IOException;

    /**
     * A name in an open directory.
     *
     * @param directory the directory
     * @param name the name, without separators
     */
    record Entry(Directory directory, String name) {}
}
