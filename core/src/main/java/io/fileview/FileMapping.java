package io.fileview;

import java.io.IOException;
import java.lang.ref.Cleaner.Cleanable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file, or memory alone, that can be mapped; what Windows calls a file mapping object or section.
 *
 * <p><b>Hazard.</b> A file that another program truncates while views of it are mapped takes pages
 * away under them; see {@link View}. Fileview itself refuses to shrink a file that has live views in
 * this process.
 *
 * <p><b>Lifetime.</b> Close the mapping when no more views are to be mapped. Its views live on: the
 * file stays open until the mapping is closed and the last view has been unmapped, in any order. A
 * mapping that becomes unreachable without having been closed is closed then, counted, and reported
 * once through the {@link System.Logger} {@code io.fileview}.
 *
 * {@snippet file="FirstProgram.java" region="first"}
 *
 * <p>All methods may be called from any thread at any time.
 */
public final class FileMapping implements AutoCloseable {
    private final OpenSection section;
    private final Cleanable cleanable;
    private final Watch watch;

    FileMapping(OpenSection section, @Nullable Throwable openSite) {
        this.section = section;
        this.watch = new Watch(section, openSite);
        Views.opened();
        this.cleanable = Views.CLEANER.register(this, watch);
    }

    /** Runs once: at the close, or when the mapping has been lost. Must not reach the mapping. */
    private static final class Watch implements Runnable {
        private final OpenSection section;
        private final @Nullable Throwable openSite;
        private boolean closedByOwner;

        Watch(OpenSection section, @Nullable Throwable openSite) {
            this.section = section;
            this.openSite = openSite;
        }

        synchronized void closeByOwner() {
            closedByOwner = true;
        }

        @Override
        public synchronized void run() {
            Views.closed();
            if (!closedByOwner) {
                Views.mappingLost("mapping of " + section.name() + ", now closed", openSite);
            }
            section.release();
        }
    }

    /**
     * Opens an existing file.
     *
     * @param path the file, on the default file system
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
     * @param path the file, on the default file system
     * @return a builder, for reading only until told otherwise
     */
    public static MappingBuilder builder(Path path) {
        return new MappingBuilder(path);
    }

    /**
     * Opens memory that has no file and no name, filled with zeros, to be read and written. On Linux
     * {@code memfd_create(2)}; the portable engine uses a temporary file of the user's own, which
     * goes with the mapping.
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
     * @param offset bytes from the start of the file; need not be aligned to anything
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
     * @param offset bytes from the start of the file; need not be aligned to anything
     * @param length bytes, 1 or more
     * @return a builder
     * @throws IllegalArgumentException if offset is negative, length is not positive, or their sum
     *     is more than 2^63-1
     */
    public ViewBuilder view(long offset, long length) {
        return new ViewBuilder(this, offset, length);
    }

    /**
     * How much can be mapped: the size given or found when the mapping was opened, or grown to
     * since. Somebody else's change of the file does not change it.
     *
     * @return bytes
     */
    public long size() {
        return section.size();
    }

    /**
     * Makes the mapping larger; views stay valid and are not changed. A writable file that is
     * smaller is extended with zeros, with real blocks unless the mapping was opened sparse. The new
     * size becomes durable with the next {@link View#flush(Durability)} to the device.
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
        section.whileOpen(() -> section.grow(newSize));
    }

    /**
     * Makes file and mapping smaller. Refused while any view of the file is mapped in this process,
     * through whichever mapping; a view in another process is not seen.
     *
     * @param newSize bytes, 0 or more and no more than {@link #size()}
     * @throws IllegalArgumentException if newSize is negative or more than the size
     * @throws ViewsMappedException if views are live; the message names them
     * @throws IOException if the mapping is not writable or the system refuses
     * @throws IllegalStateException if the mapping is closed
     */
    public void truncate(long newSize) throws IOException {
        requireOpen();
        section.whileOpen(() -> section.truncate(newSize));
    }

    /**
     * Makes all changes of the file as durable as asked, through whatever view they were made, also
     * one that is closed. At {@link Durability#DEVICE} its size and, if it is new, its directory entry
     * too.
     *
     * @param durability how far
     * @throws FlushFailedException as {@link View#flush(long, long, Durability)}
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the mapping is copy-on-write or memory: changes have
     *     nowhere to go
     * @throws IllegalStateException if the mapping is closed
     */
    public void flush(Durability durability) throws IOException {
        requireOpen();
        if (protection() == Protection.COPY_ON_WRITE || section.isMemory()) {
            throw new UnsupportedOperationException(
                    this + ": changes reach no disk and cannot be flushed");
        }
        section.flush(durability);
    }

    /**
     * What the file owes: after a flush that failed, through whichever mapping in this process, all
     * that may have been changed through Fileview since it was last known to be on the device. The
     * system tells neither which page failed nor when, so this is more than what failed. Any later
     * flush but a {@link Durability#SCHEDULED} one makes it dirty again, writes it, and pays the debt if
     * all went well and it reached as far as the one that failed.
     *
     * <p>Not every debt can be paid. ext4 (Linux 6.18) does not count a block as written whose very first
     * write failed, though a second one went well: no reader of the disk would see it. The engine
     * linux looks for that and exchanges the blocks, for which the file system needs as much room
     * again; where it cannot, the flush throws. The portable engine cannot look, so on ext4 its
     * flushes throw after a failure as long as the file owes. Copy the bytes to another file then:
     * read them through a view, memory has them.
     *
     * <p>A file keeps its debt while no mapping of it is open, as long as the process lives (of no
     * more than 1,000 files). All of it is {@link #doubtful()} then.
     *
     * @return ranges of the file in bytes, by offset; empty if nothing is owed
     */
    public List<ByteRange> owed() {
        return section.file().flushes().debt().owed(0, Long.MAX_VALUE);
    }

    /**
     * The part of {@link #owed()} whose bytes in memory cannot be trusted. The kernel marks a page that
     * it could not write as clean; should it then need the memory, or somebody drop the cache, the
     * page comes back from the disk with its old bytes. Fileview makes owed pages dirty at once when
     * it learns of a failure. If pages of any file were evicted on this machine between the last
     * moment that was known to be good and then ({@code /proc/vmstat}), all that is owed is in doubt;
     * where nobody counts (network file systems, FUSE, other systems than Linux), always. While anything
     * is in doubt, flushes write memory to the device but throw.
     *
     * <p>What is not seen, because no number tells it: another program that throws pages of this file
     * out by {@code posix_fadvise} or {@code MADV_PAGEOUT} between a failure in the background and the
     * next flush; and failures that another program was told while no mapping was open here.
     *
     * @return ranges of the file in bytes, by offset
     */
    public List<ByteRange> doubtful() {
        return section.file().flushes().debt().doubtful();
    }

    /**
     * Tells that the program has looked at what is {@link #doubtful()} and has written again what was
     * missing. It stays owed until it has been flushed.
     */
    public void trustMemory() {
        section.file().flushes().debt().trustMemory(section.evictions().now());
    }

    /**
     * What the file cache holds of the mapping, without mapping anything.
     *
     * @return the counts; empty where the system does not tell (before Linux 6.5, on other systems,
     *     or for a file that is neither owned nor writable)
     * @throws IllegalStateException if the mapping is closed
     */
    public Optional<CacheCounts> cached() {
        requireOpen();
        return section.cached();
    }

    /**
     * The size of a page: what views are mapped in and page states are counted in.
     *
     * @return bytes
     */
    public long pageSize() {
        return section.engine().pageSize();
    }

    /**
     * The file.
     *
     * @return its path as it was given; empty for memory
     */
    public Optional<Path> path() {
        return section.path();
    }

    /**
     * What the views may do.
     *
     * @return the protection given when the mapping was opened
     */
    public Protection protection() {
        return section.protection();
    }

    /**
     * The engine that serves the mapping.
     *
     * @return its name, such as {@code linux} or {@code portable}
     */
    public String engine() {
        return section.engine().name();
    }

    /**
     * The live views of this mapping.
     *
     * @return one line each, as {@link View#toString}
     */
    public List<String> liveViews() {
        return section.liveViews();
    }

    /**
     * Tells whether views can still be mapped.
     *
     * @return false once the mapping has been closed
     */
    public boolean isOpen() {
        synchronized (watch) {
            return !watch.closedByOwner;
        }
    }

    /** Closes the mapping. Live views stay as they are. Closing again does nothing. */
    @Override
    public void close() {
        watch.closeByOwner();
        cleanable.clean();
    }

    /**
     * Names the mapping.
     *
     * @return for example {@code READ_WRITE mapping of data.bin, 4096 bytes}
     */
    @Override
    public String toString() {
        return protection() + " mapping of " + section.name() + ", " + size() + " bytes";
    }

    OpenSection section() {
        return section;
    }

    void requireOpen() {
        if (!isOpen()) {
            throw new IllegalStateException(this + " is closed; open it again");
        }
    }
}
