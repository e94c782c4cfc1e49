package io.fileview.portable;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory entry of a file that this process creates. Its directory is opened before the file
 * is created, and stays open until the entry is durable, so that the directory may be renamed or
 * removed meanwhile. Thread-safe.
 */
final class NewEntry {
    private final String name;
    private final Path directory;

    /** Null if it could not be opened, or is no longer needed. */
    private @Nullable SteadyFile opened; // guarded by this

    private boolean isPending = true; // guarded by this

    private NewEntry(String name, Path directory, @Nullable SteadyFile opened) {
        this.name = name;
        this.directory = directory;
        this.opened = opened;
    }

    /** Prepares the creation of a file, which messages call by the given name. */
    static NewEntry at(String name, Path path) {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null) {
            directory = path; // the root directory, where creating it will fail
        }
        return new NewEntry(name, directory, Host.WINDOWS ? null : openQuietly(directory));
    }

    /** Creating files in a directory does not require that it can be read; flushing it does. */
    private static @Nullable SteadyFile openQuietly(Path directory) {
        try {
            return new SteadyFile(directory, Set.of(StandardOpenOption.READ));
        } catch (IOException reportedByTheFlush) {
            return null;
        }
    }

    /** Makes the entry durable, unless it already is. */
    synchronized void flush() throws IOException {
        if (!isPending) {
            return;
        }
        String what = "its new directory entry";
        if (opened == null) {
            PortableDirectory.flush(directory, name, what);
        } else {
            PortableDirectory.flush(opened, directory, name, what);
        }
        isPending = false;
        close();
    }

    /** Closes the directory. */
    synchronized void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
