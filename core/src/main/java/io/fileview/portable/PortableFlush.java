package io.fileview.portable;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import io.fileview.waiting.BlockingCalls;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    /** Where a file that is open for reading only can be opened again; null if it is not. */
    private final @Nullable Path reader;

    private final FileIdentity identity;

    /** The number of changes of the file's size or attribute; its creation is the first. */
    private final AtomicLong sizeChanges;

    /** The number of these changes that a flush has made durable. */
    private final AtomicLong sizeChangesFlushed = new AtomicLong();

    /** Owns the entry, which a new file that has a name has. */
    PortableFlush(
            String name,
            @Nullable NewEntry entry,
            SteadyFile file,
            @Nullable Path reader,
            FileIdentity identity) {
        this.name = name;
        this.entry = entry;
        this.file = file;
        this.reader = reader;
        this.identity = identity;
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
                force(false);
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
        force(false);
    }

    /**
     * Flushes the file. On Windows this takes a handle that may write: through another one, the JDK
     * does nothing and does not say so.
     */
    private void force(boolean metadata) throws IOException {
        if (Host.WINDOWS && reader != null) {
            forceThroughWriter(reader);
        } else {
            file.force(metadata);
        }
    }

    /** A file that this process may not write has no changes of its own. */
    private void forceThroughWriter(Path path) throws IOException {
        boolean isFile =
                BlockingCalls.makeElsewhere(
                        () -> {
                            try (FileChannel writer =
                                    FileChannel.open(path, StandardOpenOption.WRITE)) {
                                boolean isInPlace = Identities.isAt(path, identity);
                                if (isInPlace) {
                                    writer.force(true);
                                }
                                return isInPlace;
                            } catch (AccessDeniedException mayNotWrite) {
                                return true;
                            } catch (NoSuchFileException moved) {
                                return false;
                            }
                        });
        if (!isFile) {
            throw new MappingException(
                    Place.of(name),
                    "cannot be flushed, because it was opened READ_ONLY and its path no longer leads to"
                            + " it, and the portable engine must open it for that on Windows; move the"
                            + " file back, or open it READ_WRITE",
                    null);
        }
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
        force(true);
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
