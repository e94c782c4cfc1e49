package io.fileview.linux;

import io.fileview.MappingException;
import io.fileview.linux.EntryLookup.Entry;
import io.fileview.linux.FileStatus.Lookup;
import io.fileview.spi.Place;
import java.io.IOException;

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
    synchronized void remove(Descriptor created) throws IOException {
        if (isPending) {
            remove(directory, created.name(), created.opened());
            return;
        }
        try (DirectoryDescriptor now = new CurrentLocation(created).directory()) {
            if (now != null) {
                remove(now, created.name(), created.opened());
            }
        }
    }

    private void remove(DirectoryDescriptor from, String file, FileStatus created)
            throws IOException {
        Lookup lookup = from.look(name);
        if (lookup.result() == -Errno.ENOENT) {
            return;
        }
        FileStatus now = lookup.status();
        if (now == null) {
            throw notRemoved(file, lookup.result());
        }
        if (!now.isSameFile(created)) {
            return;
        }
        long result = from.remove(name);
        if (result < 0 && result != -Errno.ENOENT) {
            throw notRemoved(file, result);
        }
    }

    private static MappingException notRemoved(String file, long result) {
        return LinuxErrors.failure(
                Place.of(file),
                "was created by a call that failed, and cannot be removed",
                result,
                "remove it manually");
    }

    /** Closes the directory. */
    synchronized void close() {
        if (isPending) {
            isPending = false;
            directory.close();
        }
    }
}
