package io.fileview.memory;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Flushes an open file, and no more than it has to: the pages of the range, and with {@link Durability#DEVICE} the size
 * and the entry as far as this opening changed them, and the size as far as the range needs it.
 */
final class FileFlush {
    private final MemoryFile file;
    private final @Nullable DirectoryNode directory;
    private final String entry;

    // All guarded by the lock of the file system.
    private boolean sizeOwed;
    private boolean attributeOwed;
    private boolean entryOwed;
    private long errorsSeen;

    FileFlush(MemoryFile file, @Nullable DirectoryNode createdIn, String entry) {
        this.file = file;
        this.directory = createdIn;
        this.entry = entry;
        this.sizeOwed = createdIn != null;
        this.entryOwed = createdIn != null;
        this.errorsSeen = file.node().errors.start();
    }

    void sizeChanged() {
        sizeOwed = true;
    }

    void attributeChanged() {
        attributeOwed = true;
    }

    /** The mappings that a flush knows of: all, unless the system has to be told. */
    Predicate<Mapping> seen(Iterable<MappedRange> live, @Nullable Mapping own) {
        if (!file.files().behaviour().flushesLiveRangesOnly()) {
            return any -> true;
        }
        Set<Mapping> named = new HashSet<>();
        if (own != null) {
            named.add(own);
        }
        for (MappedRange range : live) {
            if (range instanceof MemoryRange known) {
                named.add(known.mapping());
            }
        }
        return named::contains;
    }

    void run(ByteRange range, Durability durability, Predicate<Mapping> seen) throws IOException {
        file.requireAlive();
        FileNode node = file.node();
        if (node.isMemory) {
            return;
        }
        long first = range.offset() / node.pageSize();
        long end = range.length() == 0 ? first : node.pages(range.end());
        Place place = Place.of(file.name(), range.offset(), range.length());
        if (durability == Durability.SCHEDULED) {
            file.writeBack().run(first, end, seen);
            return;
        }
        // A page that is being written already may have been changed again: it is sent once more.
        file.writeBack().await(first, end);
        file.writeBack().run(first, end, seen);
        file.writeBack().await(first, end);
        tellOfErrors(place, "changes");
        if (durability == Durability.DEVICE) {
            toDevice(place, first, end);
            entry(place);
        }
    }

    void metadata() throws IOException {
        file.requireAlive();
        Place place = Place.of(file.name());
        if (!file.node().isMemory && file.locked(() -> sizeOwed || attributeOwed)) {
            toDevice(place, 0, 0);
        }
        entry(place);
    }

    private void toDevice(Place place, long first, long end) throws IOException {
        Owed owed = file.locked(this::takeOwed);
        boolean done = false;
        try {
            file.files()
                    .faults()
                    .run(
                            Operation.DISK_FLUSH,
                            file.name(),
                            place.offset(),
                            place.length(),
                            () -> file.locked(
                                    () -> {
                                        stabilize(first, end, owed);
                                        return null;
                                    }));
            done = true;
        } finally {
            if (!done) {
                file.files().locked(() -> owe(owed));
            }
        }
    }

    /** What a flush has to bring to the disk beside the bytes. */
    private record Owed(boolean size, boolean attribute) {}

    private Owed takeOwed() {
        Owed owed = new Owed(sizeOwed, attributeOwed);
        // What is changed from now on is owed again.
        sizeOwed = false;
        attributeOwed = false;
        return owed;
    }

    private Void owe(Owed owed) {
        sizeOwed |= owed.size();
        attributeOwed |= owed.attribute();
        return null;
    }

    private void stabilize(long first, long end, Owed owed) {
        FileNode node = file.node();
        node.disk.stabilize(first, end);
        boolean rangeNeedsIt =
                node.size() > node.disk.size && end > node.disk.size / node.pageSize();
        if (owed.size() || rangeNeedsIt) {
            node.disk.stabilizeSize(node.size());
        }
        if (owed.attribute()) {
            node.attribute.stabilize();
        }
    }

    private void entry(Place place) throws IOException {
        DirectoryNode createdIn = directory;
        if (createdIn == null || !file.locked(() -> entryOwed)) {
            return;
        }
        file.files()
                .flushDirectory(
                        place,
                        () -> file.locked(
                                () -> {
                                    if (createdIn.entries.get(entry) == file.node()) {
                                        file.files().entryChanges().flush(createdIn, entry);
                                    }
                                    return null;
                                }));
        file.locked(() -> entryOwed = false);
    }

    /** Throws what the system failed to write since this opening was told last. */
    void tellOfErrors(Place place, String what) throws IOException {
        String error =
                file.locked(
                        () -> {
                            WriteErrors errors = file.node().errors;
                            if (!errors.isNewTo(errorsSeen)) {
                                return "";
                            }
                            errorsSeen = errors.tell();
                            return errors.name();
                        });
        if (!error.isEmpty()) {
            throw new FlushFailedException(
                    place.withError(error),
                    what + " could not be made durable (" + error
                            + "); take them as not durable until a later flush"
                            + " has succeeded",
                    null);
        }
    }
}
