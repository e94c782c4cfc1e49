package io.fileview.portable;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Flushes an open file, and tracks whether its size, extended attribute and directory entry are on
 * the device.
 */
final class PortableFlush {
    private final String name;
    private final @Nullable NewEntry entry;
    private final SteadyFile file;

    /** The number of changes of the file's size or attribute; its creation is the first. */
    private final AtomicLong sizeChanges;

    /** The number of these changes that a flush has made durable. */
    private final AtomicLong sizeChangesFlushed = new AtomicLong();

    /** Owns the entry, which a new file that has a name has. */
    PortableFlush(String name, @Nullable NewEntry entry, SteadyFile file) {
        this.name = name;
        this.entry = entry;
        this.file = file;
        this.sizeChanges = new AtomicLong(entry == null ? 0 : 1);
    }

    void sizeChanged() {
        sizeChanges.incrementAndGet();
    }

    void attributeChanged() {
        sizeChanges.incrementAndGet();
    }

    void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        long changes = sizeChanges.get();
        boolean metadata = durability == Durability.DEVICE && sizeChangesFlushed.get() < changes;
        try {
            if (range.length() > 0) {
                pages(live);
            }
            if (metadata) {
                everything(changes);
            } else if (range.length() > 0) {
                file.force(false);
            }
        } catch (MappingException failure) {
            throw failure;
        } catch (IOException failure) {
            throw failed(Place.of(name, range.offset(), range.length()), failure, failure);
        }
    }

    /** Writes the changes of the file, made through any view, and waits for the device. */
    void data(Iterable<MappedRange> live) throws IOException {
        pages(live);
        file.force(false);
    }

    /**
     * Makes durable the file's size and attribute and, if it is new, its directory entry; flushing pages includes
     * neither.
     */
    void metadata() throws IOException {
        long changes = sizeChanges.get();
        if (sizeChangesFlushed.get() < changes) {
            everything(changes);
        }
    }

    /** On Linux, fdatasync(2) includes the pages that were changed through mappings. */
    private static void pages(Iterable<MappedRange> live) throws IOException {
        if (!Host.LINUX) {
            for (MappedRange range : live) {
                if (range instanceof PortableRange mapped) {
                    mapped.flushForFile();
                }
            }
        }
    }

    private void everything(long changes) throws IOException {
        file.force(true);
        if (entry != null) {
            entry.flush();
        }
        sizeChangesFlushed.accumulateAndGet(changes, Math::max);
    }

    void close() {
        if (entry != null) {
            entry.close();
        }
    }

    static FlushFailedException failed(Place place, Throwable said, Throwable cause) {
        String what =
                place.length() < 0 || place.length() == Long.MAX_VALUE
                        ? "changes"
                        : "offset " + place.offset() + " with length " + place.length();
        return new FlushFailedException(
                ErrorTranslation.at(place, said),
                what
                        + " could not be flushed: "
                        + ErrorTranslation.reason(said)
                        + "; treat these changes as not durable until a later flush has succeeded",
                cause);
    }
}
