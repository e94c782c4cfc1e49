package io.fileview.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * A way to access and map files. Fileview accesses a file only through its engine. The
 * engines of this module are always found; others are found through {@link
 * java.util.ServiceLoader}. Thread-safe.
 */
public interface Engine {
    /** {@return the name by which a program can select the engine, such as {@code linux}} */
    String name();

    /**
     * {@return the priority; a location is opened by the engine with the highest priority among
     * those that are available and accept the location}
     */
    int priority();

    /**
     * Returns why the engine is unavailable on this machine. A missing JVM option does not make the
     * engine unavailable; in that case {@link #open} throws {@link IllegalStateException}.
     *
     * @return a clause that can follow "because"; empty if the engine is available
     */
    Optional<String> unavailableReason();

    /**
     * Returns whether the engine handles locations of this kind, judged by the file system of the
     * path or the scheme of the URI. The file need not exist.
     *
     * @param location the location
     * @return true if {@link #open} may be called with the location
     */
    boolean accepts(FileLocation location);

    /**
     * Opens or creates a regular file, or opens a file of another kind that the engine can map.
     * Follows symbolic links.
     *
     * @param location an accepted location
     * @param request how to open it
     * @return the open file, which may be empty
     * @throws java.nio.file.NoSuchFileException if the file does not exist and the request does not
     *     create it
     * @throws java.nio.file.FileAlreadyExistsException if the file exists and the request requires
     *     a new one
     * @throws java.nio.file.AccessDeniedException if the permissions do not allow the request
     * @throws io.fileview.NotMappableException if the engine cannot map files of this kind, such as
     *     a directory or a pipe
     * @throws IOException if another I/O error occurs; a file that this call created has been
     *     removed
     */
    EngineFile open(FileLocation location, OpenRequest request) throws IOException;

    /**
     * Opens memory without a file, of size 0.
     *
     * @return the memory
     * @throws IOException if an I/O error occurs
     */
    EngineFile openMemory() throws IOException;

    /**
     * Resolves a location to a directory entry, following symbolic links, and opens the directory.
     * The entry need not exist. A dangling link resolves to the entry that would be created if a
     * file were created through the link.
     *
     * @param location an accepted location
     * @return the directory, which the caller closes, and the name of the entry
     * @throws java.nio.file.NoSuchFileException if the directory does not exist
     * @throws IOException if a link cannot be followed or another I/O error occurs
     */
    Entry resolve(FileLocation location) throws IOException;

    /**
     * An open directory and the name of an entry in it. The entry need not exist.
     *
     * @param directory the directory
     * @param name the name of the entry, without separators
     */
    record Entry(Directory directory, String name) {}
}
