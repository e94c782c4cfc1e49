package io.fileview;

import io.fileview.live.CountedFile;
import io.fileview.live.Counters;
import io.fileview.live.Leaks;
import io.fileview.pages.CacheCounts;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import java.io.IOException;
import java.lang.ref.Cleaner.Cleanable;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file, or memory alone, that can be mapped; what Windows calls a file mapping object or section.
 *
 * <p><b>Hazard.</b> If another program truncates the file while views of it are mapped, pages
 * disappear under them; see {@link View}. Fileview itself refuses to shrink a file that has live
 * views in this process.
 *
 * <p><b>Lifetime.</b> Close the mapping when no more views are to be mapped. Its views live on: the
 * file stays open until the mapping is closed and the last view has been unmapped, in any order. A
 * leaked mapping, one that becomes unreachable without being closed, is then closed, counted, and
 * reported once through the {@link System.Logger} {@code io.fileview}.
 *
 * {@snippet file="FirstProgram.java" region="first"}
 *
 * <p>All methods may be called from any thread at any time.
 */
public final class FileMapping implements AutoCloseable {
    private final CountedFile opening;
    private final Cleanable cleanable;
    private final Cleanup cleanup;

    FileMapping(CountedFile opening, @Nullable Throwable openSite) {
        this.opening = opening;
        this.cleanup = new Cleanup(opening, openSite);
        Counters.LIVE_MAPPINGS.incrementAndGet();
        this.cleanable = Leaks.register(this, cleanup);
    }

    /**
     * Runs once: when the mapping is closed, or after it was leaked. Must not reach the mapping.
     */
    private static final class Cleanup implements Runnable {
        private final CountedFile opening;
        private final @Nullable Throwable openSite;
        private boolean closedByOwner;

        Cleanup(CountedFile opening, @Nullable Throwable openSite) {
            this.opening = opening;
            this.openSite = openSite;
        }

        synchronized void closeByOwner() {
            closedByOwner = true;
        }

        synchronized boolean isClosedByOwner() {
            return closedByOwner;
        }

        @Override
        public synchronized void run() {
            Counters.LIVE_MAPPINGS.decrementAndGet();
            if (!closedByOwner) {
                Leaks.mapping("mapping of " + opening.name() + ", now closed", openSite);
            }
            opening.release();
        }
    }

    /**
     * Opens an existing file.
     *
     * @param path the file
     * @param protection what its views may do
     * @return the mapping; its size is the file's size now
     * @throws IOException as {@link MappingBuilder#open}
     */
    public static FileMapping open(Path path, Protection protection) throws IOException {
        return builder(path).protection(protection).open();
    }

    /**
     * Starts to open a file with options.
     *
     * @param path the file
     * @return a builder, for a read-only mapping unless told otherwise
     */
    public static MappingBuilder builder(Path path) {
        return new MappingBuilder(FileLocation.of(path));
    }

    /**
     * Starts to open a file named by a URI with options. An engine that accepts the URI must be
     * installed; those of this module accept paths only.
     *
     * @param uri an absolute URI
     * @return a builder, for a read-only mapping unless told otherwise
     * @throws IllegalArgumentException if the URI is not absolute
     */
    public static MappingBuilder builder(URI uri) {
        return new MappingBuilder(FileLocation.of(uri));
    }

    /**
     * Opens memory that has no file and no name, filled with zeros, for reading and writing. On
     * Linux this is {@code memfd_create(2)}; the portable engine uses a temporary file that only
     * the user can read, and that disappears with the mapping.
     *
     * @param size bytes, 1 or more
     * @return the mapping
     * @throws IllegalArgumentException if size is not positive
     * @throws IOException as {@link MappingBuilder#open}
     */
    public static FileMapping memory(long size) throws IOException {
        return memoryBuilder(size).open();
    }

    /**
     * Starts to open memory that has no file and no name, with options.
     *
     * @param size bytes, 1 or more
     * @return a builder
     * @throws IllegalArgumentException if size is not positive
     */
    public static MappingBuilder memoryBuilder(long size) {
        return new MappingBuilder(null).protection(Protection.READ_WRITE).size(size).sparse();
    }

    /**
     * Makes a mapping of a file that an engine has opened: for programs that use engines
     * themselves. The mapping takes the file over and closes it; if this method throws, the file
     * has been closed.
     *
     * @param engine the engine
     * @param file the open file
     * @param location where the file is
     * @param protection what views may do; no more than the file was opened for
     * @return the mapping; its size is the file's size now
     * @throws NotMappableException if the file is empty
     * @throws IOException if the system does not tell the size
     */
    public static FileMapping of(
            Engine engine, EngineFile file, FileLocation location, Protection protection)
            throws IOException {
        CountedFile opened = new CountedFile(engine, file, location, protection, false, false);
        try {
            opened.setSize(CountedFile.SIZE_OF_FILE);
            return new FileMapping(opened, null);
        } catch (Throwable failure) {
            opened.release();
            throw failure;
        }
    }

    /**
     * Makes a second mapping of the same opening of the file. The file stays open until both
     * mappings are closed and all views are unmapped. What Windows calls a duplicate handle.
     *
     * @return the mapping
     * @throws IllegalStateException if this mapping is closed
     */
    public FileMapping duplicate() {
        requireOpen();
        opening.retain();
        return new FileMapping(opening,
                cleanup.openSite == null ? null : new Throwable("opened here"));
    }

    /**
     * Maps the whole mapping with the protection that it was opened with.
     *
     * @return the view
     * @throws IOException as {@link ViewBuilder#map}
     * @throws IllegalStateException if the mapping is closed
     */
    public View map() throws IOException {
        return map(0, size());
    }

    /**
     * Maps a range with the protection that the mapping was opened with.
     *
     * @param offset bytes from the start of the file; any alignment
     * @param length bytes, 1 or more
     * @return the view
     * @throws IllegalArgumentException if offset is negative, length is not positive, or their sum
     *     is more than 2^63-1
     * @throws IOException as {@link ViewBuilder#map}
     * @throws IllegalStateException if the mapping is closed
     */
    public View map(long offset, long length) throws IOException {
        return view(offset, length).map();
    }

    /**
     * Starts to map a range with options.
     *
     * @param offset bytes from the start of the file; any alignment
     * @param length bytes, 1 or more
     * @return a builder
     * @throws IllegalArgumentException if offset is negative, length is not positive, or their sum
     *     is more than 2^63-1
     */
    public ViewBuilder view(long offset, long length) {
        return new ViewBuilder(this, offset, length);
    }

    /**
     * Returns how much can be mapped: the size given or found when the mapping was opened, or what
     * it has grown to since. It does not follow changes that other programs make to the size of the
     * file.
     *
     * @return bytes
     */
    public long size() {
        return opening.size();
    }

    /**
     * Makes the mapping larger; views stay valid and are not changed. A writable file that is
     * smaller is extended with zeros, with allocated blocks unless the mapping was opened sparse.
     * The new size becomes durable with the next flush of the file with {@link Durability#DEVICE}.
     *
     * @param newSize bytes, no less than {@link #size()}
     * @throws IllegalArgumentException if newSize is less than the size
     * @throws BeyondEndException if the file is not writable and smaller than newSize
     * @throws DiskFullException if there is no room; file and mapping keep their sizes
     * @throws IOException if the system refuses; file and mapping keep their sizes
     * @throws IllegalStateException if the mapping is closed
     */
    public void grow(long newSize) throws IOException {
        requireOpen();
        opening.grow(newSize);
    }

    /**
     * Makes file and mapping smaller. Refused while the file has live views in this process,
     * through whichever mapping or engine; the exception lists them. Views in other processes are
     * not seen.
     *
     * @param newSize bytes, 0 or more and no more than {@link #size()}
     * @throws IllegalArgumentException if newSize is negative or more than the size
     * @throws ViewsMappedException if the file has live views
     * @throws IOException if the mapping is not writable or the system refuses
     * @throws IllegalStateException if the mapping is closed
     */
    public void truncate(long newSize) throws IOException {
        requireOpen();
        opening.truncate(newSize);
    }

    /**
     * Flushes all changes of the file, through whichever view they were made, even one that has
     * been unmapped. With {@link Durability#DEVICE}, also its size and, if it is new, its directory
     * entry.
     *
     * @param durability the guarantee required before this method returns
     * @throws FlushFailedException as {@link View#flush(long, long, Durability)}
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the mapping is copy-on-write or memory, whose
     *     changes are never written to a file
     * @throws IllegalStateException if the mapping is closed
     */
    public void flush(Durability durability) throws IOException {
        requireOpen();
        if (protection() == Protection.COPY_ON_WRITE || opening.isMemory()) {
            throw new UnsupportedOperationException(
                    this + ": its changes reach no disk and cannot be flushed");
        }
        opening.flush(durability);
    }

    /**
     * The ranges of the file that are pending: after a flush that failed, through whichever mapping
     * in this process, everything that may have been changed through Fileview since it was last
     * known to be on the device. The system tells neither which page failed nor when, so this is an
     * upper bound. Any later flush stronger than {@link Durability#SCHEDULED} rewrites these
     * ranges, and clears them if it succeeds at a durability level at least as strong as that of
     * the flush that failed.
     *
     * <p>Not every range can be cleared. On ext4 (Linux 6.18), a block whose very first write
     * failed does not count as written even if a second write succeeded: nobody who reads the disk
     * would see it. The Linux engine checks for that and exchanges the blocks, for which the file
     * system needs as much room again; if it cannot, the flush throws. The portable engine cannot
     * check, so on ext4 its flushes throw after a failure as long as ranges are pending. Copy the
     * bytes to another file then: read them through a view, because memory has them.
     *
     * <p>The ranges stay pending while no mapping of the file is open, as long as the process lives
     * (for up to 1,000 files). All of them are {@link #doubtful()} then.
     *
     * @return ranges of the file in bytes, by offset; empty if nothing is pending
     */
    public List<ByteRange> pending() {
        return opening.file().flushes().debt().pending(0, Long.MAX_VALUE);
    }

    /**
     * The part of {@link #pending()} whose bytes in memory cannot be trusted. The kernel marks a
     * page that it could not write as clean. If it then needs the memory, or somebody drops the
     * cache, the page comes back from the disk with its old bytes. Fileview makes pending pages
     * dirty again as soon as it learns of a failure. If pages of any file were evicted on this
     * machine between the last moment that was known to be good and then ({@code /proc/vmstat}),
     * everything pending is doubtful; where evictions are not counted (network file systems, FUSE,
     * systems other than Linux), always. While anything is doubtful, flushes write memory to the
     * device but throw.
     *
     * <p>Not detected, because no number tells it: another program that evicts pages of this file
     * with {@code posix_fadvise} or {@code MADV_PAGEOUT} between a failure in the background and
     * the next flush; and failures that were reported to another program while no mapping was open
     * here.
     *
     * @return ranges of the file in bytes, by offset
     */
    public List<ByteRange> doubtful() {
        return opening.file().flushes().debt().doubtful();
    }

    /**
     * Confirms that the application has verified the {@link #doubtful()} ranges and rewritten any
     * lost data. They stay pending until they have been flushed.
     */
    public void trustMemory() {
        opening.file().flushes().trustMemory(opening);
    }

    /**
     * Returns what the file cache holds of the mapping, without mapping anything.
     *
     * @return the counts; empty if the system does not expose them (before Linux 6.5, on other
     *     systems, or for a file that is neither owned nor writable)
     * @throws IllegalStateException if the mapping is closed
     */
    public Optional<CacheCounts> cached() {
        requireOpen();
        return opening.cached();
    }

    /** {@return the page size of the file in bytes: the unit of mapping and of page states} */
    public long pageSize() {
        return opening.engineFile().pageSize();
    }

    /**
     * {@return the path of the file as it was given; empty for memory and for a file named by a
     * URI}
     */
    public Optional<Path> path() {
        return path(opening);
    }

    static Optional<Path> path(CountedFile opening) {
        return opening.location().flatMap(FileLocation::path);
    }

    /** {@return the protection that the mapping was opened with} */
    public Protection protection() {
        return opening.protection();
    }

    /** {@return whether this is memory alone, without a file} */
    public boolean isMemory() {
        return opening.isMemory();
    }

    /**
     * {@return the name of the engine that serves the mapping, such as {@code linux} or {@code
     * portable}}
     */
    public String engine() {
        return opening.engine().name();
    }

    /** {@return the live views of this mapping, one line each, as {@link View#toString}} */
    public List<String> liveViews() {
        return opening.liveViews();
    }

    /** {@return whether views can still be mapped: false once the mapping has been closed} */
    public boolean isOpen() {
        return !cleanup.isClosedByOwner();
    }

    /** Closes the mapping. Live views stay as they are. Closing again does nothing. */
    @Override
    public void close() {
        cleanup.closeByOwner();
        cleanable.clean();
    }

    /**
     * Returns a name for the mapping.
     *
     * @return for example {@code READ_WRITE mapping of data.bin, 4096 bytes}
     */
    @Override
    public String toString() {
        return protection() + " mapping of " + opening.name() + ", " + size() + " bytes";
    }

    CountedFile opening() {
        return opening;
    }

    void requireOpen() {
        if (!isOpen()) {
            throw new IllegalStateException(this + " is closed; open it again");
        }
    }
}
