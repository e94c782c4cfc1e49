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
    private final WindowsHandle file;
    private final String path;
    private final FileIdentity identity;

    /** Whether the entry may not be durable yet; written under the lock of this object. */
    private volatile boolean isPending = true;

    /**
     * @param file the open file
     * @param path the final path of the file when it was created; if that is unknown, the path by
     *     which it was created
     */
    CreatedEntry(WindowsHandle file, String path, FileIdentity identity) {
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
            String now = pathNow();
            String directory = now.substring(0, now.lastIndexOf('\\') + 1);
            DirectoryHandle.flush(
                    0,
                    PathNames.full(directory),
                    identity.volume(),
                    place,
                    "the entry of the new file in its directory");
            isPending = false;
        }
    }

    /** The directory may have been renamed; the path of a file that was deleted leads nowhere. */
    private String pathNow() {
        return FileStatus.isDeleted(file.value())
                ? path
                : FinalPath.of(file.value()).orElse(path);
    }

    private static String entryOf(String path) {
        return path.substring(path.lastIndexOf('\\') + 1);
    }

    /** Removes the entry, unless it denotes another file by now. */
    void remove() throws IOException {
        String now = pathNow();
        if (!entryOf(now).equals(entryOf(path))) {
            return; // The file has been renamed.
        }
        int error =
                Retries.ofEntry(
                        () -> EntryChange.delete(
                                0, PathNames.full(now), status -> status.isSameFile(identity)));
        if (error != 0
                && !EntryChange.isAbsent(error)
                && !WindowsError.ERROR_PATH_NOT_FOUND.is(error)) {
            throw WindowsErrors.failure(
                    Place.of(file.name()),
                    "was created by a call that failed, and cannot be removed",
                    error,
                    "remove it manually");
        }
    }
}
