package io.fileview.linux;

import io.fileview.linux.EntryLookup.Entry;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * The directory entry of a file that this process has created. A flush makes it durable; a failure
 * to open the file removes it. Its directory stays open until the entry is durable. Thread-safe.
 */
final class CreatedEntry {
    private final DirectoryDescriptor directory;
    private final String name;

    /** Whether the entry may not be durable yet; written under the lock of this object. */
    private volatile boolean isPending = true;

    CreatedEntry(Entry entry) {
        this.directory = entry.directory();
        this.name = entry.name();
    }

    /** Makes the entry durable, unless it already is. */
    void flush(Place place) throws IOException {
        if (isPending) {
            flushPending(place);
        }
    }

    private synchronized void flushPending(Place place) throws IOException {
        if (isPending) {
            directory.flush(place, "the entry of the new file in its directory");
            close();
        }
    }

    /** Removes the entry, unless it denotes another file by now. */
    synchronized void remove(String file, FileStatus created) throws IOException {
        if (isPending) {
            remove(directory, file, created);
            return;
        }
        try (DirectoryDescriptor again = DirectoryDescriptor.open(directory.path(), file)) {
            remove(again, file, created);
        } catch (NoSuchFileException gone) {
            // The directory has been renamed or removed since: there is no entry to remove.
        }
    }

    private void remove(DirectoryDescriptor from, String file, FileStatus created)
            throws IOException {
        FileStatus now = from.look(name).status();
        if (now == null || !now.isSameFile(created)) {
            return;
        }
        long result = from.remove(name);
        if (result < 0 && result != -Errno.ENOENT) {
            throw LinuxErrors.failure(
                    Place.of(file),
                    "was created by a call that failed, and cannot be removed; remove it manually",
                    result);
        }
    }

    /** Removes the entry right after the file was created, because its status could not be read. */
    synchronized void abandon() {
        directory.remove(name);
        close();
    }

    /** Closes the directory. */
    synchronized void close() {
        if (isPending) {
            isPending = false;
            directory.close();
        }
    }
}
