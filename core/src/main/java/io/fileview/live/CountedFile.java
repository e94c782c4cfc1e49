package io.fileview;

import io.fileview.MappingException.Place;
import io.fileview.events.FlushEvent;
import io.fileview.events.ViewEvent;
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
    private final CacheEvictions evictions;
    private volatile long wasWell;

    /** Only grows, but for {@link #truncate}; changed under the file's size lock. */
    private volatile long size;

    private int users = 1; // guarded by this

    OpenSection(
            Engine engine,
            Section section,
            @Nullable Path path,
            Protection protection,
            boolean sparse,
            boolean recordOpenSite,
            CacheEvictions evictions) {
        this.engine = engine;
        this.section = section;
        this.path = path;
        this.protection = protection;
        this.sparse = sparse;
        this.recordOpenSite = recordOpenSite;
        this.evictions = evictions;
        this.wasWell = isWritable() ? evictions.recently() : CacheEvictions.UNKNOWN;
        this.file = SharedFile.join(section.fileKey(), this);
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

    /** As {@link #retain}, for one who found this section by itself: it may be closing. */
    synchronized boolean tryRetain() {
        if (users == 0) {
            return false;
        }
        users++;
        return true;
    }

    void release() {
        synchronized (this) {
            if (--users > 0) {
                return;
            }
        }
        if (isWritable()) {
            file.flushes().closing(this);
        }
        file.leave(this);
        section.close();
    }

    /** Whether changes through its views reach a file. */
    boolean isWritable() {
        return protection == Protection.READ_WRITE && path != null;
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

    /** Flushes a range of a view. */
    void flush(MappedRange range, ViewWatch view, ByteRange bytes, Durability durability)
            throws IOException {
        file.flushes()
                .flush(
                        this,
                        new ByteRange(view.offset() + bytes.offset(), bytes.length()),
                        durability,
                        () -> range.flush(bytes, durability));
    }

    /** Flushes the whole file, without a view. */
    void flush(Durability durability) throws IOException {
        FlushEvent event = ViewEvent.begin(FlushEvent::new);
        if (event != null) {
            event.durability = durability.name();
        }
        retain();
        try {
            ByteRange all = new ByteRange(0, section.fileSize());
            file.flushes().flush(this, all, durability, () -> section.flush(all, durability));
            if (event != null) {
                event.succeeded = true;
            }
        } finally {
            ViewEvent.end(event, name(), 0, size);
            release();
        }
    }

    boolean advise(MappedRange range, ByteRange bytes, Advice advice) throws IOException {
        if (advice != Advice.DO_NOT_NEED) {
            return range.advise(bytes, advice);
        }
        CacheEvictions.caused();
        try {
            return range.advise(bytes, advice);
        } finally {
            CacheEvictions.caused();
        }
    }

    CacheEvictions evictions() {
        return evictions;
    }

    /** How many pages had left the cache when the kernel last told this section that all is well. */
    long wasWell() {
        return wasWell;
    }

    void wasWellAt(long evictionsThen) {
        wasWell = evictionsThen;
    }
}
