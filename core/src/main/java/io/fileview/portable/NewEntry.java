package io.fileview.portable;

import io.fileview.MappingException;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The directory entry of a file that this process creates. Its directory is opened before the file
 * is created, and stays open until the entry is durable, so that the directory may be renamed or
 * removed meanwhile. Thread-safe.
 */
final class NewEntry {
    private final String name;
    private final Path directory;

    /** Null if it could not be determined. */
    private final @Nullable FileIdentity identity;

    /** Null if it could not be opened, or is no longer needed. */
    private @Nullable SteadyFile opened; // guarded by this

    private boolean isPending = true; // guarded by this

    private NewEntry(
            String name,
            Path directory,
            @Nullable FileIdentity identity,
            @Nullable SteadyFile opened) {
        this.name = name;
        this.directory = directory;
        this.identity = identity;
        this.opened = opened;
    }

    /** Prepares the creation of a file, which messages call by the given name. */
    static NewEntry at(String name, Path path) {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null) {
            directory = path; // the root directory, where creating it will fail
        }
        FileIdentity identity = identify(directory);
        return new NewEntry(
                name,
                directory,
                identity,
                Host.WINDOWS || identity == null ? null : openQuietly(directory, identity));
    }

    private static @Nullable FileIdentity identify(Path directory) {
        try {
            PathTarget target = PathTarget.at(directory);
            return target.isDirectory() ? target.identity() : null;
        } catch (IOException reportedByTheCreation) {
            return null;
        }
    }

    /** Creating files in a directory does not require that it can be read; flushing it does. */
    private static @Nullable SteadyFile openQuietly(Path directory, FileIdentity identity) {
        try {
            return PortableDirectory.openIfInPlace(directory, identity).orElse(null);
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
        if (opened != null) {
            PortableDirectory.flush(opened, directory, name, what);
        } else if (Host.WINDOWS) { // where a flush of the file may do it, wherever it is by now
            PortableDirectory.flushOnWindows(directory, name, what);
        } else if (identity != null) {
            PortableDirectory.flush(directory, identity, name, what);
        } else {
            throw new MappingException(
                    Place.of(name),
                    what
                            + " cannot be made durable, because the directory "
                            + directory
                            + " could not be identified when the file was created; flush the"
                            + " directory by other means",
                    null);
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
