package io.fileview.spi;

import io.fileview.Protection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A way to map files. Engines are found through {@link java.util.ServiceLoader}. Thread-safe. */
public interface Engine {
    /** What to do about a file that does or does not exist. */
    enum Creation {
        /** The file must exist. */
        EXISTING,
        /** The file is created where it does not exist. */
        CREATE,
        /** The file must not exist, and is created. */
        CREATE_NEW
    }

    /**
     * The name by which a program can ask for the engine.
     *
     * @return a short word such as {@code linux}
     */
    String name();

    /**
     * Of the engines that can serve, the one of the highest rank is chosen.
     *
     * @return the rank
     */
    int rank();

    /**
     * Why the engine cannot serve on this machine, whatever the settings of the JVM.
     *
     * @return the reason in words, or empty where it can
     */
    Optional<String> obstacle();

    /**
     * The size of a page, asked from the operating system.
     *
     * @return bytes
     */
    long pageSize();

    /**
     * Opens a file.
     *
     * @param path the file, on the default file system
     * @param protection what views may do
     * @param creation what to do where the file does or does not exist
     * @return the open file, which may be empty
     * @throws IOException if it cannot be opened, as its type says; a file that this call created is
     *     gone again
     */
    Section open(Path path, Protection protection, Creation creation) throws IOException;

    /**
     * Opens memory without a name and without a file, of size 0.
     *
     * @return the memory
     * @throws IOException if the system refuses
     */
    Section openMemory() throws IOException;

    /**
     * Opens a file to be read and written at positions.
     *
     * @param path the file, on the default file system
     * @param writable true to write too
     * @param creation what to do where the file does or does not exist
     * @param ownerOnly true to let nobody but the owner into a file that is created
     * @return the open file
     * @throws IOException if it cannot be opened, as its type says
     */
    OpenFile openFile(Path path, boolean writable, Creation creation, boolean ownerOnly)
            throws IOException;

    /**
     * Makes durable that a file has been created, renamed or removed, where the system has a call for
     * that.
     *
     * @param file the file, which need not exist any more
     * @throws IOException if the directory cannot be flushed
     */
    void flushEntry(Path file) throws IOException;
}
