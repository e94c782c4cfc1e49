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
 * An open file, or memory without a file. Its ranges can be mapped as {@link View views}. Windows
 * calls this a file mapping object or a section.
 *
 * <p><b>Hazard.</b> If another process truncates the file while views of it are mapped, accesses to
 * the lost pages fail; {@link View} describes how. Fileview itself does not shrink a file that has
 * live views in this process.
 *
 * <p><b>Lifetime.</b> The file stays open until the mapping is closed and all its views are
 * unmapped, in any order. A leaked mapping, one that becomes unreachable without being closed, is
 * closed by a cleaner, counted in {@link ViewStatistics} and logged once by the {@link
 * System.Logger} {@code io.fileview}.
 *
 * {@snippet file="FirstProgram.java" region="first"}
 *
 * <p>Thread-safe.
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

    /** Runs once, when the mapping is closed or found leaked. Must not reach the mapping. */
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
     * @return the mapping, of the current size of the file
     * @throws IOException as {@link MappingBuilder#open}
     */
    public static FileMapping open(Path path, Protection protection) throws IOException {
        return builder(path).protection(protection).open();
    }

    /**
     * {@return a builder that opens a file, with {@link Protection#READ_ONLY} unless set otherwise}
     *
     * @param path the file
     */
    public static MappingBuilder builder(Path path) {
        return new MappingBuilder(FileLocation.of(path));
    }

    /**
     * Returns a builder that opens a file named by a URI. The built-in engines open only paths.
     * Therefore an engine that accepts the URI must be installed or passed to the builder.
     *
     * @param uri an absolute URI
     * @return a builder for a mapping that is read-only unless set otherwise
     * @throws IllegalArgumentException if the URI is not absolute
     */
    public static MappingBuilder builder(URI uri) {
        return new MappingBuilder(FileLocation.of(uri));
    }

    /**
     * Opens zero-filled memory, without a file, for reading and writing. The memory cannot be made
     * durable. The Linux engine uses {@code memfd_create(2)}; the portable engine uses a temporary
     * file that only its owner can open and that is deleted when it is no longer used.
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
     * {@return a builder that opens memory without a file; see {@link #memory}}
     *
     * @param size bytes, 1 or more
     * @throws IllegalArgumentException if size is not positive
     */
    public static MappingBuilder memoryBuilder(long size) {
        return new MappingBuilder(null).protection(Protection.READ_WRITE).size(size).sparse();
    }

    /**
     * Creates a mapping of a file that the caller has opened through an engine. The mapping owns
     * and closes the file. If this method throws, it has already closed the file.
     *
     * @param engine the engine
     * @param file the open file
     * @param location where the file is
     * @param protection what views may do; no more than the file was opened for
     * @return the mapping, of the current size of the file
     * @throws NotMappableException if the file is empty
     * @throws IOException if the size of the file cannot be determined
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
     * {@return another mapping that shares the open file, as a duplicated handle does on Windows;
     * the file stays open until all its mappings are closed and all their views are unmapped}
     *
     * @throws IllegalStateException if this mapping is closed
     */
    public FileMapping duplicate() {
        requireOpen();
        opening.retain();
        return new FileMapping(opening,
                cleanup.openSite == null ? null : new Throwable("opened here"));
    }

    /**
     * Maps the first {@link #size()} bytes of the file with the protection of this mapping.
     *
     * @return the view
     * @throws IOException as {@link ViewBuilder#map}
     * @throws IllegalStateException if the mapping is closed
     */
    public View map() throws IOException {
        return map(0, size());
    }

    /**
     * Maps a range with the protection of this mapping.
     *
     * @param offset bytes from the start of the file; need not be aligned
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
     * {@return a builder that maps a range with options}
     *
     * @param offset bytes from the start of the file; need not be aligned
     * @param length bytes, 1 or more
     * @throws IllegalArgumentException if offset is negative, length is not positive, or their sum
     *     is more than 2^63-1
     */
    public ViewBuilder view(long offset, long length) {
        return new ViewBuilder(this, offset, length);
    }

    /**
     * {@return the size of the mapping in bytes; views must lie within this size. It is set when
     * the file is opened, and changed by {@link #grow} and {@link #truncate}, but not when other
     * programs change the size of the file}
     */
    public long size() {
        return opening.size();
    }

    /**
     * Extends the mapping; existing views are unaffected. If the file is smaller than {@code
     * newSize}, it is extended with zeros; disk blocks are allocated for them unless {@link
     * MappingBuilder#sparse()} was set. The next flush with {@link Durability#DEVICE} makes the new
     * size durable. If this method throws, the sizes of the file and the mapping are unchanged.
     *
     * @param newSize bytes, no less than {@link #size()}
     * @throws IllegalArgumentException if {@code newSize} is less than {@link #size()}
     * @throws BeyondEndException if the file is smaller and the mapping is not writable
     * @throws DiskFullException if the file system or a quota is full
     * @throws IOException if another I/O error occurs
     * @throws IllegalStateException if the mapping is closed
     */
    public void grow(long newSize) throws IOException {
        requireOpen();
        opening.grow(newSize);
    }

    /**
     * Shrinks the file and the mapping. If the file has live views in this process, an exception is
     * thrown. Views in other processes are not detected; they lose their pages beyond the new end.
     *
     * @param newSize bytes, from 0 to {@link #size()}
     * @throws IllegalArgumentException if {@code newSize} is out of range
     * @throws ViewsMappedException if the file has live views in this process, of whatever mapping
     *     or engine; the message lists them
     * @throws java.nio.file.AccessDeniedException if the mapping is not {@link
     *     Protection#READ_WRITE}
     * @throws IOException if another I/O error occurs
     * @throws IllegalStateException if the mapping is closed
     */
    public void truncate(long newSize) throws IOException {
        requireOpen();
        opening.truncate(newSize);
    }

    /**
     * Flushes the changes made through all views of the file, even closed ones; has no effect on
     * memory and copy-on-write mappings, whose changes have no file to go to, as {@code msync(2)}
     * has none on them. With {@link Durability#DEVICE}, also flushes the file's size and, for a new
     * file, its directory entry.
     *
     * @param durability the guarantee required before this method returns
     * @throws FlushFailedException as {@link View#flush(long, long, Durability)}
     * @throws FileShrankException as {@link View#flush(long, long, Durability)}, if the file is
     *     smaller than {@link #size()}
     * @throws IOException if another I/O error occurs
     * @throws IllegalStateException if the mapping is closed
     */
    public void flush(Durability durability) throws IOException {
        requireOpen();
        if (protection() == Protection.COPY_ON_WRITE || opening.isMemory()) {
            return;
        }
        opening.flush(durability);
    }

    /**
     * Returns the pending ranges of the file. After a failed flush, every byte is pending that
     * Fileview may have changed since that byte was last known to be on disk, because the kernel
     * reports neither which page it failed to write nor when. Any later flush stronger than {@link
     * Durability#SCHEDULED} rewrites the pending ranges, and clears them if it succeeds at a level
     * at least as strong as that of the failed flush.
     *
     * <p>Some ranges cannot be cleared. On ext4 (observed on Linux 6.18), a block whose first write
     * failed stays marked as unwritten even if a second write succeeds, and reads from disk as
     * zeros. The Linux engine detects and replaces such blocks, which requires free space for the
     * new ones; if it cannot replace them, the flush throws. The portable engine cannot detect
     * them, so after a failure on ext4 its flushes throw as long as ranges are pending. If flushes
     * keep throwing, read the bytes through a view, where they are intact, and save them.
     *
     * <p>Ranges that are not cleared stay pending until the process ends. Closing the last mapping
     * of the file makes them {@linkplain #doubtful() doubtful}; the ranges are forgotten once 1,000
     * other files have been closed with pending ranges.
     *
     * @return byte ranges of the file, in ascending order; empty if nothing is pending
     */
    public List<ByteRange> pending() {
        return opening.file().flushes().debt().pending(0, Long.MAX_VALUE);
    }

    /**
     * Returns the part of {@link #pending()} whose bytes in memory cannot be trusted. When the
     * kernel fails to write a page, it still marks the page as clean; if it then evicts the page,
     * the next access reads old bytes from the disk. Fileview therefore marks pending pages as
     * dirty again as soon as it learns of a failure. The ranges that are pending at that time
     * become doubtful if the kernel has evicted pages of any file since the last check that found
     * no error, as the counters in {@code /proc/vmstat} show, or if evictions are not counted: on
     * network file systems, on FUSE, and on systems other than Linux. While any range is doubtful,
     * a flush writes memory to the device but throws an exception. {@link #trustMemory()} ends the
     * doubt.
     *
     * <p>No counter exposes two cases, which are not detected: another process evicts pages of the
     * file with {@code posix_fadvise} or {@code MADV_PAGEOUT} between a failed background write and
     * the next flush; or a write fails while this process has no mapping of the file, and the
     * kernel reports the failure to another process only.
     *
     * @return byte ranges of the file, in ascending order
     */
    public List<ByteRange> doubtful() {
        return opening.file().flushes().debt().doubtful();
    }

    /**
     * Confirms that the application has verified the {@link #doubtful()} ranges and rewritten any
     * lost data. Afterwards, these ranges are only pending, until a flush clears them.
     */
    public void trustMemory() {
        opening.file().flushes().trustMemory(opening);
    }

    /**
     * {@return aggregate counts of what the file cache holds of the mapping; empty if the mapping
     * is of memory, if the engine does not expose them (the Linux engine does since Linux 6.5), or
     * if this process neither owns the file nor may write it}
     *
     * @throws IllegalStateException if the mapping is closed
     */
    public Optional<CacheCounts> cached() {
        requireOpen();
        return opening.cached();
    }

    /** {@return the size in bytes of a page, the unit in which files are mapped and inspected} */
    public long pageSize() {
        return opening.engineFile().pageSize();
    }

    /** {@return the path of the file as given; empty if there is no file or a URI was given} */
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

    /** {@return whether the mapping is of memory without a file} */
    public boolean isMemory() {
        return opening.isMemory();
    }

    /** {@return the name of the engine, such as {@code linux} or {@code portable}} */
    public String engine() {
        return opening.engine().name();
    }

    /** {@return the descriptions ({@link View#toString}) of the live views of this mapping} */
    public List<String> liveViews() {
        return opening.liveViews();
    }

    /** {@return true until the mapping is closed} */
    public boolean isOpen() {
        return !cleanup.isClosedByOwner();
    }

    /** Closes the mapping. Its views stay mapped. Closing a closed mapping has no effect. */
    @Override
    public void close() {
        cleanup.closeByOwner();
        cleanable.clean();
    }

    /** {@return a description, such as {@code READ_WRITE mapping of data.bin, 4096 bytes}} */
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
