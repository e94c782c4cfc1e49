package io.fileview;

import io.fileview.live.CountedFile;
import io.fileview.live.Counters;
import io.fileview.live.Leaks;
import io.fileview.messages.PlainText;
import io.fileview.pages.CacheCounts;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.waiting.StackRoom;
import java.io.IOException;
import java.lang.ref.Cleaner.Cleanable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open file, or memory without a file. Its ranges can be mapped as {@link View views}. Windows
 * calls this a file mapping object or a section. Thread-safe.
 *
 * <p><b>Hazard.</b> If another process truncates the file while views of it are mapped, accesses to
 * the lost pages fail; {@link View} describes how. Fileview itself does not shrink a file that has
 * views in this process.
 *
 * <p><b>Lifetime.</b> The file stays open until the mapping is closed and all its views are
 * unmapped, in any order. A leaked mapping, one that becomes unreachable without being closed, is
 * closed by a cleaner, counted and logged as {@link ViewStatistics} describes.
 *
 * <p><b>Class loaders.</b> "This process" means the classes of one class loader. Two copies of this
 * library in one JVM do not know of each other's views, pending ranges and calls, as if they were in
 * two processes; but {@link #truncate} is refused while the other has the file open, and commits of
 * the two exclude each other. Load the library once, in a class loader that all its users share.
 *
 * {@snippet file="FirstProgram.java" region="first"}
 */
public final class FileMapping implements AutoCloseable {
    private final CountedFile opening;
    private final Cleanable cleanable;
    private final Cleanup cleanup;

    FileMapping(CountedFile opening, @Nullable Throwable openSite) {
        this.opening = opening;
        this.cleanup = new Cleanup(opening, openSite);
        this.cleanable = Leaks.register(this, cleanup);
        Counters.LIVE_MAPPINGS.incrementAndGet();
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
            try {
                opening.release(); // first: who waits for the file to be free waits for the report
            } finally {
                if (!closedByOwner) {
                    Leaks.mapping("mapping of " + opening.name() + ", now closed", openSite);
                }
            }
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
     * Returns a builder that opens a file named by a URI. The built-in engines accept no URI, not
     * even a {@code file:} URI: for a local file, pass {@link Path#of(URI)} to {@link
     * #builder(Path)}. For other URIs, install an engine or pass one to the builder; if none
     * accepts the URI, {@link MappingBuilder#open} throws {@link IllegalArgumentException}.
     *
     * @param uri an absolute URI
     * @return a builder for a mapping that is read-only unless set otherwise
     * @throws IllegalArgumentException if the URI is not absolute
     */
    public static MappingBuilder builder(URI uri) {
        return new MappingBuilder(FileLocation.of(uri));
    }

    /**
     * Opens zero-filled memory, without a file, for reading and writing. A flush of the memory has
     * no effect. The Linux engine uses {@code memfd_create(2)}; the portable engine uses a
     * temporary file that only its owner can open and that is deleted when it is no longer used.
     *
     * <p>Its pages are memory once they are written, as are those of a file on tmpfs. If a memory
     * cgroup or the machine has no room for one, the kernel kills a process; no exception is thrown.
     *
     * @param size bytes, 0 or more
     * @return the mapping
     * @throws IllegalArgumentException if size is negative
     * @throws IOException as {@link MappingBuilder#open}
     */
    public static FileMapping memory(long size) throws IOException {
        return memoryBuilder(size).open();
    }

    /**
     * {@return a builder that opens memory without a file; see {@link #memory}}
     *
     * @param size bytes, 0 or more
     * @throws IllegalArgumentException if size is negative
     */
    public static MappingBuilder memoryBuilder(long size) {
        return new MappingBuilder(null).protection(Protection.READ_WRITE).size(size).sparse();
    }

    /**
     * Creates a mapping of a file that the caller has opened through an engine. The mapping owns
     * the file and closes it. If this method throws, it has already closed the file.
     *
     * @param engine the engine
     * @param file the open file
     * @param location where the file is
     * @param protection what views may do; no more than the file was opened for
     * @return the mapping, of the current size of the file
     * @throws IOException if the size of the file cannot be determined
     */
    public static FileMapping of(
            Engine engine, EngineFile file, FileLocation location, Protection protection)
            throws IOException {
        StackRoom.require();
        CountedFile opened;
        try {
            opened = new CountedFile(engine, file, location, protection, false, false);
        } catch (Throwable failure) {
            file.close();
            throw failure;
        }
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
        StackRoom.require();
        opening.retain();
        try {
            return new FileMapping(
                    opening, cleanup.openSite == null ? null : new Throwable("opened here"));
        } catch (Throwable noMemory) {
            opening.release();
            throw noMemory;
        }
    }

    /**
     * Maps the first {@link #size()} bytes of the file with the protection of this mapping.
     *
     * @return the view, which is empty if the file is
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
     * @param length bytes, 0 or more; a view of 0 bytes takes no address space
     * @return the view
     * @throws IllegalArgumentException if offset or length is negative, or their sum is more than
     *     2^63-1
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
     * @param length bytes, 0 or more
     * @throws IllegalArgumentException if offset or length is negative, or their sum is more than
     *     2^63-1
     */
    public ViewBuilder view(long offset, long length) {
        return new ViewBuilder(this, offset, length);
    }

    /**
     * {@return the size of the mapping in bytes; views must lie within it} After the file has been
     * opened, only {@link #grow} and {@link #truncate} change this size, called on this mapping or
     * on a {@linkplain #duplicate duplicate}; other changes to the size of the file do not.
     */
    public long size() {
        return opening.size();
    }

    /**
     * Extends the mapping; existing views are unaffected. If the file is smaller than {@code
     * newSize}, it is extended with zeros. Disk blocks are allocated for them unless {@link
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
     * Returns where the next bytes are that may differ from zero. A program that only looks at a
     * sparse file, for example to copy it, can skip holes with this method: pages of zeros that are
     * read through a view take up memory, and on tmpfs the space of the file system.
     *
     * <p>A file that has been truncated does not look as if it ended in a hole: this method returns
     * {@link #size()} only if the file is that long. A program that copies bytes calls it once more
     * with {@code size()} at the end, to learn whether the file still had all of them: the rest of
     * the last page of a file reads as zeros, without an error.
     *
     * <p>The portable engine finds no holes, but zeros: it reads up to 1 MiB from the offset on.
     *
     * @param offset bytes from the start of the file, from 0 to {@link #size()}
     * @return the offset if it may be in no hole; otherwise a later one, at which the file may have
     *     data again; {@link #size()} if nothing but a hole follows
     * @throws FileShrankException if no data follows and the file has become smaller than {@link
     *     #size()}
     * @throws IOException if another I/O error occurs
     * @throws IndexOutOfBoundsException if {@code offset} is out of range
     * @throws IllegalStateException if the mapping is closed
     */
    public long nextData(long offset) throws IOException {
        requireOpen();
        return opening.nextData(offset);
    }

    /**
     * Shrinks the file and the mapping. If this method throws, both keep their sizes. Views in
     * other processes are not detected; they lose their pages beyond the new end.
     *
     * @param newSize bytes, from 0 to {@link #size()}
     * @throws IllegalArgumentException if {@code newSize} is out of range
     * @throws ViewsMappedException if any view of the file is mapped in this process, of which the
     *     message lists the first ten, or if another copy of this library in the process, loaded by
     *     another class loader, has the file open
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
     * Flushes all changes made to the file through any view of any mapping of the file in this
     * process, including views that have been unmapped. Has no effect on memory and copy-on-write
     * mappings, whose changes have no file to go to. {@link Durability} says what each level
     * includes, such as the size of the file.
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
     * Returns the pending ranges of the file: those with changes that the kernel may have failed to
     * write. The kernel reports neither which pages it failed to write nor when. Therefore, each
     * failure makes all of these ranges pending: the range being flushed; the ranges of all mapped
     * {@link Protection#READ_WRITE} views of the file in this process; and the ranges of such views
     * that have been unmapped, unless a flush with {@link Durability#DEVICE} has covered them
     * since.
     *
     * <p>While ranges are pending, every flush at {@link Durability#WRITTEN} or {@link
     * Durability#DEVICE}, through any view or mapping of the file in this process that is not
     * copy-on-write, first marks the pages of these ranges as dirty again, and then writes all
     * dirty pages of the file. The flush throws if this process has neither an open read-write
     * mapping of the file nor a mapped view of one. A flush that succeeds at the highest level of
     * the flushes that failed, or a higher one, leaves no range pending.
     *
     * <p>Flushes may keep failing. On ext4 (observed on Linux 6.18), a block whose first write
     * failed stays marked as unwritten even if a second write succeeds, and reads from disk as
     * zeros. The Linux engine replaces such blocks, which requires free space; if it cannot, the
     * flush throws. The portable engine cannot detect them: on Linux, unless the file is on xfs,
     * btrfs or tmpfs, its flushes at {@code WRITTEN} and {@code DEVICE} throw as long as ranges are
     * pending. If flushes keep throwing, read the pending ranges through a view and save them.
     * Their bytes in memory are intact unless they are {@linkplain #doubtful() doubtful}.
     *
     * <p>When the last mapping of a file is closed and its last view unmapped, its pending ranges
     * stay pending and also become {@linkplain #doubtful() doubtful}: their bytes may be lost.
     * Fileview remembers them, in case the file is opened again, for up to 1,000 such files. Beyond
     * that, it forgets those of the file for which this happened longest ago.
     *
     * @return byte ranges of the file, in ascending order; empty if nothing is pending
     */
    public List<ByteRange> pending() {
        return opening.file().flushes().debt().pending(0, Long.MAX_VALUE);
    }

    /**
     * Returns the part of {@link #pending()} whose bytes in memory cannot be trusted. A page that
     * the kernel failed to write counts as clean; if the kernel evicts it, the next access reads
     * old bytes from the disk. As soon as Fileview learns of a failure, it marks the pending pages
     * as dirty, so that they are written before they are evicted. It may be too late for that.
     *
     * <p>Pending ranges therefore become doubtful if the kernel has evicted pages of any file, as
     * {@code /proc/vmstat} shows, since the mapping last looked for failed writes and found none.
     * It looks when it is opened and when a flush at {@link Durability#WRITTEN} or {@link
     * Durability#DEVICE} begins. They also become doubtful if evictions are not counted: on systems
     * other than Linux, and on file systems other than ext2, ext3, ext4, xfs, btrfs, f2fs and
     * tmpfs. While any range is doubtful, every flush at these levels writes memory to the device,
     * but throws {@link FlushFailedException}, until {@link #trustMemory()} is called.
     *
     * <p>Three cases are not detected: pages are evicted by {@code posix_fadvise} or {@code
     * MADV_PAGEOUT}, but not by {@link View#advise}, between a failed background write and the next
     * flush; a write fails while this process has no mapping of the file, and the kernel reports
     * the failure only to another process; and, on the portable engine, which learns of a failed
     * background write only when the next flush fails, pages are evicted before that flush.
     *
     * @return byte ranges of the file, in ascending order
     */
    public List<ByteRange> doubtful() {
        return opening.file().flushes().debt().doubtful();
    }

    /**
     * Declares that the program has verified the {@link #doubtful()} ranges and rewritten any lost
     * data. Nothing is checked. The ranges are no longer doubtful, but stay {@linkplain #pending()
     * pending} until a flush succeeds.
     */
    public void trustMemory() {
        opening.file().flushes().trustMemory(opening);
    }

    /**
     * {@return aggregate counts of the pages of the mapping in the operating system's file cache;
     * empty if the operating system or the engine does not expose them} The Linux engine exposes
     * them on Linux 6.5 and later, unless the mapping is memory, or this process neither owns the
     * file nor has permission to write to it.
     *
     * @throws IllegalStateException if the mapping is closed
     */
    public Optional<CacheCounts> cached() {
        requireOpen();
        return opening.cached();
    }

    /**
     * {@return aggregate counts as {@link #cached()}, of the pages that contain a range of the mapping}
     * The range need not be mapped by a view, so this finds what is in memory of a huge, sparse file
     * quickly.
     *
     * @param offset bytes from the start of the file
     * @param length bytes; for 0, the counts are 0
     * @throws IndexOutOfBoundsException if the range is not within the mapping
     * @throws IllegalStateException if the mapping is closed
     */
    public Optional<CacheCounts> cached(long offset, long length) {
        requireOpen();
        return opening.cached(offset, length);
    }

    /** {@return the size in bytes of a page, the unit in which the kernel maps files} */
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

    /** {@return how long calls wait for other threads, see {@link MappingBuilder#waitLimit}} */
    public Duration waitLimit() {
        return opening.waitLimit();
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

    /** {@return {@link View#toString} of each mapped view of this mapping and its duplicates} */
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
        StackRoom.require();
        cleanup.closeByOwner();
        cleanable.clean();
    }

    /** {@return a description, such as {@code READ_WRITE mapping of data.bin, 4096 bytes}} */
    @Override
    public String toString() {
        return protection() + " mapping of " + PlainText.name(opening.name()) + ", " + size()
                + " bytes";
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
