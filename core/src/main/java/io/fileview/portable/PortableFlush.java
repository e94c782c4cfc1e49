package io.fileview.portable;

import static java.nio.file.StandardOpenOption.READ;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Flushes an open file, and knows what of it, besides its pages, is not on the device yet. */
final class PortableFlush {
    private final String name;
    private final Path path;
    private final boolean created;
    private final SteadyFile file;
    private final Mapper mapper;

    /** Changes of the file's size, its creation being the first; how many a flush has settled. */
    private final AtomicLong sizeChanges;

    private final AtomicLong sizeChangesSettled = new AtomicLong();

    PortableFlush(String name, Path path, boolean created, SteadyFile file, Mapper mapper) {
        this.name = name;
        this.path = path;
        this.created = created;
        this.file = file;
        this.mapper = mapper;
        this.sizeChanges = new AtomicLong(created ? 1 : 0);
    }

    void sizeChanged() {
        sizeChanges.incrementAndGet();
    }

    void flush(ByteRange range, Durability durability) throws IOException {
        try {
            if (range.length() > 0) {
                data();
            }
            if (durability == Durability.DEVICE) {
                metadata();
            }
        } catch (MappingException failure) {
            throw failure;
        } catch (IOException failure) {
            throw failed(Place.of(name, range.offset(), range.length()), failure, failure);
        }
    }

    /**
     * Takes what the system has to tell of writes that failed. It keeps an error for each handle, and
     * tells it with a flush only.
     */
    void takeErrors() throws FlushFailedException {
        IOException failure = null;
        try {
            data();
        } catch (IOException e) {
            failure = e;
        }
        try {
            mapper.force();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
        if (failure != null) {
            throw failed(Place.of(name), failure, failure);
        }
    }

    /** Writes out what changed in the file, through whichever view, and waits for the device. */
    void data() throws IOException {
        file.force(false);
    }

    /** Makes durable what flushing pages does not: the file's size, and its name if it is new. */
    void metadata() throws IOException {
        long changes = sizeChanges.get();
        long settled = sizeChangesSettled.get();
        if (settled >= changes) {
            return;
        }
        file.force(true);
        if (created && settled == 0 && !Host.WINDOWS) {
            forceDirectory();
        }
        sizeChangesSettled.accumulateAndGet(changes, Math::max);
    }

    private void forceDirectory() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        SteadyFile entries = openDirectory(directory);
        try {
            entries.force(true);
        } finally {
            entries.close();
        }
    }

    /** Nothing was flushed when this fails, so it is no failed flush and may be tried again. */
    private SteadyFile openDirectory(Path directory) throws IOException {
        try {
            return new SteadyFile(directory, READ);
        } catch (IOException failure) {
            throw new MappingException(
                    Place.of(name),
                    "its new entry cannot be made durable, because the directory "
                            + directory
                            + " could not be opened for reading: "
                            + Refusal.reason(failure),
                    failure);
        }
    }

    static FlushFailedException failed(Place place, Throwable said, Throwable cause) {
        return new FlushFailedException(
                place,
                (place.length() < 0
                        ? "changes"
                        : "offset "
                                + place.offset()
                                + " with length "
                                + place.length())
                        + " could not be flushed: "
                        + Refusal.reason(said)
                        + "; the data must be taken as not durable until a later flush has succeeded",
                cause);
    }
}
