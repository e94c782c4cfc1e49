package io.fileview;

import io.fileview.MappingException.Place;
import io.fileview.spi.Engine;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Section;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An engine's section with its users: the mapping, until it is closed, and each of its views. The
 * last one to let go closes the file.
 */
final class OpenSection {
    /** Stands for whatever size the file has. */
    static final long SIZE_OF_FILE = -1;

    private final Engine engine;
    private final Section section;
    private final @Nullable Path path;
    private final Protection protection;
    private final boolean sparse;
    private final boolean recordOpenSite;
    private final SharedFile file;
    private final FlushesUnderWay flushes = new FlushesUnderWay();

    /** Only grows, but for {@link #truncate}; changed under the file's size lock. */
    private volatile long size;

    private int users = 1; // guarded by this

    OpenSection(
            Engine engine,
            Section section,
            @Nullable Path path,
            Protection protection,
            boolean sparse,
            boolean recordOpenSite) {
        this.engine = engine;
        this.section = section;
        this.path = path;
        this.protection = protection;
        this.sparse = sparse;
        this.recordOpenSite = recordOpenSite;
        this.file = SharedFile.join(section.fileKey());
    }

    /**
     * Decides how much can be mapped, and extends the file where it has less. Done once, before
     * anybody else knows of this section.
     */
    void setSize(long wanted) throws IOException {
        file.changeSize(
                () -> {
                    long fileSize = section.fileSize();
                    if (wanted == SIZE_OF_FILE && fileSize == 0) {
                        throw new NotMappableException(
                                Place.of(name(), 0, 0),
                                "is empty (0 bytes), and nothing can be mapped of it; "
                                        + (protection == Protection.READ_WRITE
                                                ? "give a size to extend it"
                                                : "open it READ_WRITE with a size to extend it"),
                                null);
                    }
                    if (wanted > fileSize) {
                        extend(wanted, fileSize);
                    }
                    size = wanted == SIZE_OF_FILE ? fileSize : wanted;
                });
    }

    private void extend(long newSize, long fileSize) throws IOException {
        if (protection != Protection.READ_WRITE) {
            throw new BeyondEndException(
                    Place.of(name(), fileSize, newSize - fileSize),
                    "has "
                            + fileSize
                            + " bytes, "
                            + newSize
                            + " were asked for, and a file opened "
                            + protection
                            + " cannot be extended; ask for less or open it READ_WRITE",
                    null);
        }
        section.extend(newSize, sparse);
    }

    /** Opening went wrong: a file that was made for it goes, unless somebody else uses it by now. */
    void abandon(Throwable failure) {
        try {
            if (section.created() && file.isOnlySection()) {
                section.discardCreatedFile();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        } finally {
            release();
        }
    }

    Engine engine() {
        return engine;
    }

    Section section() {
        return section;
    }

    SharedFile file() {
        return file;
    }

    String name() {
        return section.name();
    }

    Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    boolean isMemory() {
        return path == null;
    }

    Protection protection() {
        return protection;
    }

    boolean recordsOpenSite() {
        return recordOpenSite;
    }

    long size() {
        return size;
    }

    synchronized void retain() {
        if (users == 0) {
            throw new IllegalStateException("the mapping of " + name() + " is closed");
        }
        users++;
    }

    void release() {
        synchronized (this) {
            if (--users > 0) {
                return;
            }
        }
        section.close();
        file.leave();
    }

    /** Keeps the file open meanwhile: a descriptor that is closed may be another file's at once. */
    void whileOpen(SharedFile.SizeAction action) throws IOException {
        retain();
        try {
            action.run();
        } finally {
            release();
        }
    }

    Optional<CacheCounts> cached() {
        retain();
        try {
            return section.cached(0, size);
        } finally {
            release();
        }
    }

    List<String> liveViews() {
        return file.liveViews(this);
    }

    /** Call with the file's size lock held, so that the answer holds until the range is mapped. */
    void requireRange(long offset, long length) throws IOException {
        long end = offset + length;
        Place place = Place.of(name(), offset, length);
        if (end > size) {
            throw new BeyondEndException(
                    place,
                    "offset "
                            + offset
                            + " with length "
                            + length
                            + " ends at "
                            + end
                            + ", after the end of the mapping at "
                            + size
                            + "; grow the mapping or ask for less",
                    null);
        }
        long fileSize = section.fileSize();
        if (end > fileSize) {
            throw new FileShrankException(
                    place,
                    "the file has shrunk to "
                            + fileSize
                            + " bytes since it was opened with "
                            + size
                            + "; bytes "
                            + offset
                            + " to "
                            + end
                            + " cannot be mapped until it has grown again",
                    null);
        }
    }

    void grow(long newSize) throws IOException {
        if (newSize < size) {
            throw new IllegalArgumentException(
                    "cannot grow "
                            + name()
                            + " to "
                            + newSize
                            + " bytes: it has "
                            + size
                            + "; use truncate to make it smaller");
        }
        file.changeSize(
                () -> {
                    long fileSize = section.fileSize();
                    if (newSize > fileSize) {
                        extend(newSize, fileSize);
                    }
                    size = Math.max(size, newSize);
                });
    }

    void truncate(long newSize) throws IOException {
        if (newSize < 0 || newSize > size) {
            throw new IllegalArgumentException(
                    "cannot truncate "
                            + name()
                            + " to "
                            + newSize
                            + " bytes: it must be between 0 and its size, "
                            + size);
        }
        if (protection != Protection.READ_WRITE) {
            throw new AccessDeniedException(
                    name(), null, "cannot truncate a file that was opened " + protection);
        }
        file.changeSize(
                () -> {
                    List<String> live = file.liveViews(null);
                    if (!live.isEmpty()) {
                        throw new ViewsMappedException(
                                Place.of(name(), newSize, size - newSize),
                                "cannot shrink to "
                                        + newSize
                                        + " bytes while "
                                        + live.size()
                                        + (live.size() == 1 ? " view is" : " views are")
                                        + " mapped; unmap first: "
                                        + String.join("; ", live),
                                null);
                    }
                    if (section.fileSize() > newSize) {
                        section.truncate(newSize);
                    }
                    size = newSize;
                });
    }

    /**
     * Every flush passes here. After one that failed, no other is believed: the kernel marks pages
     * that it could not write as clean, and would report the next flush as done.
     */
    void flush(MappedRange range, ViewWatch view, ByteRange bytes, Durability durability)
            throws IOException {
        requireNoFailure(view, bytes);
        long ticket = flushes.begin();
        try {
            range.flush(bytes, durability);
        } catch (FlushFailedException failure) {
            file.flushFailed(failure);
            throw failure;
        } finally {
            flushes.end(ticket);
        }
        if (durability != Durability.SCHEDULED) {
            flushes.awaitOthers();
            requireNoFailure(view, bytes);
        }
    }

    private void requireNoFailure(ViewWatch view, ByteRange bytes) throws FlushFailedException {
        FlushFailedException earlier = file.failedFlush();
        if (earlier != null) {
            throw new FlushFailedException(
                    Place.of(name(), view.offset() + bytes.offset(), bytes.length()),
                    "an earlier flush failed ("
                            + earlier.getMessage()
                            + "), so no flush of this file can be believed; write the data to another"
                            + " file, or close all its mappings and write it again",
                    earlier);
        }
    }
}
