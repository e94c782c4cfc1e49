package io.fileview.linux;

import io.fileview.linux.EntryLookup.Entry;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * The directory entry of a file that this process has created, which a flush makes durable and a
 * failure removes. Its directory stays open until the entry is durable. Thread-safe.
 */
final class CreatedEntry {
    private final DirectoryDescriptor directory;
    private final String name;

    /** Written under the lock of this object. */
    private volatile boolean isPending = true;

    CreatedEntry(Entry entry) {
        this.directory = entry.directory();
        this.name = entry.name();
    }

    /** Makes the entry durable, unless it is already. */
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

    /** Removes the entry, unless it leads to another file by now. */
    synchronized void remove(String file, FileStatus created) throws IOException {
        if (isPending) {
            remove(directory, file, created);
            return;
        }
        try (DirectoryDescriptor again = DirectoryDescriptor.open(directory.path(), file)) {
            remove(again, file, created);
        } catch (NoSuchFileException gone) {
            // The directory was renamed or removed after the file had been created: the name leads nowhere.
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
                    "was created by a call that failed, and cannot be removed; remove it by hand",
                    result);
        }
    }

    /** Removes the entry of a file that could not even be looked at, right after it was created. */
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
