package io.fileview.live;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileShrankException;
import io.fileview.Protection;
import io.fileview.ViewsMappedException;
import io.fileview.events.Events;
import io.fileview.events.RunningEvent;
import io.fileview.pages.CacheCounts;
import io.fileview.repair.FileFlushes;
import io.fileview.repair.Opening;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import io.fileview.spi.WritebackRepair;
import io.fileview.waiting.StackRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One opening of a file, with its users: the mapping, until it is closed, and each of its views.
 * The file is closed when its last user releases it.
 */
public final class CountedFile implements Opening {
    /** The time that calls wait for other threads if nothing else was chosen. */
    public static final Duration DEFAULT_WAIT_LIMIT = Duration.ofMinutes(1);

    /** Denotes the size that the file has when it is opened. */
    public static final long SIZE_OF_FILE = -1;

    private final Engine engine;
    private final EngineFile engineFile;
    private final @Nullable FileLocation location;
    private final Protection protection;
    private final boolean sparse;
    private final boolean recordOpenSite;
    private final Duration waitLimit;
    private final FileInProcess file;
    private volatile long evictionsWhenSound;

    /** Only grows, except in {@link #truncate}; changed under the file's size lock. */
    private volatile long size;

    private int users = 1; // guarded by this

    /** Takes ownership of a file that an engine has opened, with the default time limit. */
    public CountedFile(
            Engine engine,
            EngineFile engineFile,
            @Nullable FileLocation location,
            Protection protection,
            boolean sparse,
            boolean recordOpenSite) {
        this(
                engine,
                engineFile,
                location,
                protection,
                sparse,
                recordOpenSite,
                DEFAULT_WAIT_LIMIT);
    }

    /**
     * Takes ownership of a file that an engine has opened.
     *
     * @param location the location of the file; null for memory
     * @param sparse true to extend it without allocating blocks
     * @param recordOpenSite true to record where its views are mapped
     * @param waitLimit how long a call waits for other threads at most
     */
    public CountedFile(
            Engine engine,
            EngineFile engineFile,
            @Nullable FileLocation location,
            Protection protection,
            boolean sparse,
            boolean recordOpenSite,
            Duration waitLimit) {
        this.engine = engine;
        this.engineFile = engineFile;
        this.location = location;
        this.protection = protection;
        this.sparse = sparse;
        this.recordOpenSite = recordOpenSite;
        this.waitLimit = waitLimit;
        this.evictionsWhenSound =
                isWritable()
                        ? engineFile.writebackRepair()
                                .map(WritebackRepair::recentEvictions)
                                .orElse(WritebackRepair.UNKNOWN_EVICTIONS)
                        : WritebackRepair.UNKNOWN_EVICTIONS;
        LiveView.reclaimLeaked();
        this.file = FileInProcess.join(this);
    }

    /**
     * Sets how many bytes can be mapped, and extends the file if it is smaller. Called once, before
     * this opening is shared.
     */
    public void setSize(long wanted) throws IOException {
        file.changeSize(
                waitLimit,
                () -> {
                    long fileSize = engineFile.size();
                    if (wanted > fileSize) {
                        extend(wanted, fileSize);
                    }
                    size = wanted == SIZE_OF_FILE ? fileSize : wanted;
                });
    }

    private void extend(long newSize, long fileSize) throws IOException {
        if (protection != Protection.READ_WRITE) {
            throw SizeRefusals.notExtended(name(), fileSize, newSize, protection);
        }
        engineFile.extend(newSize, sparse);
    }

    /**
     * Ends a failed opening: removes the file if it was created for it and has no other users by
     * now.
     */
    public void abandon(Throwable failure) {
        try {
            if (engineFile.created() && file.hasOneOpening()) {
                engineFile.discardCreated();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        } finally {
            release();
        }
    }

    public Engine engine() {
        return engine;
    }

    @Override
    public EngineFile engineFile() {
        return engineFile;
    }

    public FileInProcess file() {
        return file;
    }

    public String name() {
        return engineFile.name();
    }

    public Optional<FileLocation> location() {
        return Optional.ofNullable(location);
    }

    public boolean isMemory() {
        return location == null;
    }

    public Protection protection() {
        return protection;
    }

    boolean recordsOpenSite() {
        return recordOpenSite;
    }

    @Override
    public Duration waitLimit() {
        return waitLimit;
    }

    @Override
    public long size() {
        return size;
    }

    public synchronized void retain() {
        if (!tryRetain()) {
            throw new IllegalStateException(
                    "the mapping of " + name() + " is closed; open it again");
        }
    }

    @Override
    public synchronized boolean tryRetain() {
        if (users == 0) {
            return false;
        }
        users++;
        return true;
    }

    @Override
    public void release() {
        synchronized (this) {
            if (--users > 0) {
                return;
            }
        }
        try {
            if (isWritable()) {
                file.flushes().closing(this);
            }
        } finally {
            try {
                file.leave(this);
            } finally {
                engineFile.close();
            }
        }
    }

    @Override
    public boolean isWritable() {
        return protection == Protection.READ_WRITE && !isMemory();
    }

    @Override
    public long evictionsWhenSound() {
        return evictionsWhenSound;
    }

    @Override
    public void soundAt(long evictions) {
        evictionsWhenSound = evictions;
    }

    /**
     * Keeps the file open meanwhile: the number of a closed descriptor may be reused immediately.
     */
    private void whileOpen(FileInProcess.SizeAction action) throws IOException {
        StackRoom.require();
        retain();
        try {
            action.run();
        } finally {
            release();
        }
    }

    public Optional<CacheCounts> cached() {
        return cached(0, size);
    }

    public Optional<CacheCounts> cached(long offset, long length) {
        long end = size;
        if (offset < 0 || length < 0 || offset > end - length) {
            throw SizeRefusals.outside(name(), end, offset, length);
        }
        StackRoom.require();
        retain();
        try {
            return engineFile.cached(new ByteRange(offset, length));
        } finally {
            release();
        }
    }

    public List<String> liveViews() {
        return file.liveViews(this);
    }

    /** Maps a range. The caller has retained the file. */
    MappedRange map(MapRequest request) throws IOException {
        MappedRange[] mapped = new MappedRange[1];
        file.withSizeFixed(
                waitLimit,
                () -> {
                    requireRange(request.offset(), request.length());
                    mapped[0] = GarbageViews.closedAtLimit(() -> engineFile.map(request));
                });
        return mapped[0];
    }

    /**
     * Called with the file's size lock held, so that the result remains valid until the range is
     * mapped.
     */
    void requireRange(long offset, long length) throws IOException {
        long end = offset + length;
        Place place = Place.of(name(), offset, length);
        if (end > size) {
            throw SizeRefusals.beyondEnd(place, size);
        }
        long fileSize = engineFile.size();
        if (end > fileSize) {
            throw SizeRefusals.shrank(
                    place,
                    fileSize,
                    size,
                    "bytes "
                            + offset
                            + " to "
                            + end
                            + " cannot be mapped until it is extended again");
        }
    }

    public void grow(long newSize) throws IOException {
        whileOpen(
                () -> file.changeSize(
                        waitLimit,
                        () -> {
                            if (newSize < size) {
                                throw SizeRefusals.notGrown(name(), size, newSize);
                            }
                            long fileSize = engineFile.size();
                            if (newSize > fileSize) {
                                extend(newSize, fileSize);
                            }
                            size = newSize;
                        }));
    }

    public void truncate(long newSize) throws IOException {
        requireNoMore(newSize);
        if (protection != Protection.READ_WRITE) {
            throw SizeRefusals.notTruncated(name(), protection);
        }
        whileOpen(
                () -> file.changeSize(
                        waitLimit,
                        () -> {
                            requireNoMore(newSize); // may have been truncated meanwhile
                            requireNoViews(newSize);
                            requireNoOtherCopy(newSize);
                            if (engineFile.size() > newSize) {
                                engineFile.truncate(newSize);
                            }
                            size = newSize;
                        }));
    }

    /**
     * Returns where the next bytes are that may differ from zero, or the size.
     *
     * @throws FileShrankException if the file ends earlier: an engine calls that a hole, too
     */
    public long nextData(long offset) throws IOException {
        long end = size;
        if (offset < 0 || offset > end) {
            throw SizeRefusals.outside(name(), end, offset);
        }
        StackRoom.require();
        retain();
        try {
            long data = offset == end ? end : engineFile.nextData(offset);
            if (data >= end) {
                requireNotShrunk(end);
            }
            return Math.min(end, data);
        } finally {
            release();
        }
    }

    private void requireNotShrunk(long end) throws IOException {
        long fileSize = engineFile.size();
        if (fileSize < end) {
            throw SizeRefusals.shrank(
                    Place.of(name(), fileSize, end - fileSize),
                    fileSize,
                    end,
                    "what followed is lost and no hole; open the file again, or extend it");
        }
    }

    private void requireNoMore(long newSize) {
        if (newSize < 0 || newSize > size) {
            throw SizeRefusals.notShorter(name(), size, newSize);
        }
    }

    private void requireNoViews(long newSize) throws ViewsMappedException {
        List<String> live = file.liveViews(null);
        if (!live.isEmpty()) {
            throw SizeRefusals.mapped(name(), size, newSize, live);
        }
    }

    private void requireNoOtherCopy(long newSize) throws ViewsMappedException {
        if (file.isOpenInAnotherCopy()) {
            throw SizeRefusals.openInAnotherCopy(name(), size, newSize);
        }
    }

    /** Flushes the whole file, which must have the size of this mapping, independently of any view. */
    public void flush(Durability durability) throws IOException {
        whileOpen(
                () -> {
                    ByteRange all = new ByteRange(0, engineFile.size());
                    flush(
                            new ByteRange(0, Math.max(size, all.length())),
                            durability,
                            () -> engineFile.flush(all, durability, file.liveRanges(this)));
                });
    }

    /** Flushes a range of the file. */
    void flush(ByteRange range, Durability durability, FileFlushes.Flush flush)
            throws IOException {
        RunningEvent event = Events.flush(durability.name());
        try {
            file.flushes().flush(this, range, durability, flush);
            Events.succeeded(event);
        } finally {
            Events.end(event, name(), range.offset(), range.length());
        }
    }
}
