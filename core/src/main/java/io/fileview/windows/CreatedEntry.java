package io.fileview.windows;

import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import java.io.IOException;

/**
 * The directory entry of a file that this process has created. A flush makes it durable; a failure
 * to open the file removes it. Its directory is opened only for that: an open handle would keep
 * others from removing the directory. Thread-safe.
 */
final class CreatedEntry {
    private final String file;
    private final String path;
    private final FileIdentity identity;

    /** Whether the entry may not be durable yet; written under the lock of this object. */
    private volatile boolean isPending = true;

    /**
     * @param file what messages call the file
     * @param path the final path of the file when it was created
     */
    CreatedEntry(String file, String path, FileIdentity identity) {
        this.file = file;
        this.path = path;
        this.identity = identity;
    }

    /** Makes the entry durable, unless it already is. */
    void flush(Place place) throws IOException {
        if (isPending) {
            flushPending(place);
        }
    }

    private synchronized void flushPending(Place place) throws IOException {
        if (isPending) {
            String directory = path.substring(0, path.lastIndexOf('\\') + 1);
            DirectoryHandle.flush(
                    0,
                    PathNames.full(directory),
                    identity.volume(),
                    place,
                    "the entry of the new file in its directory");
            isPending = false;
        }
    }

    /** Removes the entry, unless it denotes another file by now. */
    void remove() throws IOException {
        int error =
                Retries.ofEntry(
                        () -> EntryChange.delete(
                                0, PathNames.full(path), status -> status.isSameFile(identity)));
        if (error != 0 && !EntryChange.isAbsent(error)) {
            throw WindowsErrors.failure(
                    Place.of(file),
                    "was created by a call that failed, and cannot be removed",
                    error,
                    "remove it manually");
        }
    }
}
