package io.fileview.commit;

import io.fileview.BeyondEndException;
import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.View;
import io.fileview.ViewsMappedException;
import io.fileview.live.FileInProcess;
import io.fileview.live.Leaks;
import io.fileview.live.LiveView;
import io.fileview.live.LiveViews;
import io.fileview.live.MappedView;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner.Cleanable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file whose changes become durable atomically: all of them or none survive a crash or power
 * failure at any point.
 *
 * <p><b>Hazards.</b> Nobody may write to a view while {@link #commit()} or {@link #rollback()}
 * runs: what is written in that moment may be lost or be committed partially. While the file is
 * open here, or has a journal beside it, it must not be changed in any other way: not through
 * {@link FileMapping}, not by another program, not under another hard link. Programs that do not
 * use {@link CommitReader} see the pages of a commit appear one by one. A disk that acknowledges
 * flushes it has not performed loses commits, as it loses everything.
 *
 * <p><b>Lifetime.</b> The changes of the views are private to this mapping until they are
 * committed. Views are parts of one private mapping of the whole file: views that overlap see each
 * other's changes, and closing a view keeps them. {@link #close()} drops what was not committed and
 * unmaps all views. A leaked mapping, one that becomes unreachable without being closed, is then
 * closed, with its journal left as after a crash. On the portable engine a segment of a view that
 * was closed stays accessible until this mapping is closed, because the JDK cannot end the life of
 * a part of a segment.
 *
 * <p><b>How it works.</b> A commit writes the changed pages with checksums to the journal, {@code
 * NAME.fileview-journal} beside the file, readable by its owner only, and flushes it. From then on
 * the commit is durable, and {@code commit} writes the pages to the file, where readers see them.
 * The file itself is flushed when the journal has reached its limit, and by {@link #checkpoint()}
 * and {@link #close()}. So a commit costs one sequential write and one flush. After a crash,
 * whoever opens the file next, here or with {@link CommitReader}, in whichever process, finds the
 * journal: complete commits are written to the file; an incomplete commit was never acknowledged
 * and is discarded. Recovery is idempotent and can itself be interrupted. {@code close} removes the
 * journal, durably; {@code NAME.fileview-lock}, which is empty, is removed by its last user.
 *
 * <p><b>After an I/O error</b>, what was written is written again, and on the Linux engine the file
 * system is asked whether the disk would give it back: ext4 does not after the first write of a
 * block failed. The portable engine cannot ask; there, commits to ext4 fail from then on. Not
 * detected: pages that background writeback failed to write and that were evicted from the file
 * cache before the next flush; the journal still has them, but readers and new changes of such a
 * page may see what the disk has.
 *
 * <p><b>Concurrency.</b> One writer at a time, of all processes, and any number of readers. Locks
 * are those of {@code fcntl(2)}; on a network they hold as far as the file system supports them.
 * All methods may be called from any thread; they wait for each other.
 *
 * <p><b>Granularity.</b> Changes are tracked by the page. On the Linux engine a page is changed
 * when it was written to, whatever was written, and finding the changed pages costs no more than a
 * scan of the page table. The portable engine compares the whole file with the mapping at each
 * commit, and keeps pages that were changed once in memory until {@code close}.
 */
public final class CommitMapping implements AutoCloseable {
    private final FileLocation location;
    private final FileMapping mapping;
    private final CommittedFile file;
    private final CommitStore store;
    private final Snapshots snapshots;
    private final MappedRange whole;
    private final PrivatePages pages;
    private final PrivateWhole source;
    private final LiveView live;
    private final CommitCleanup cleanup;
    private final Cleanable cleanable;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed; // guarded by lock

    private interface Call<T> {
        T call() throws IOException;
    }

    /**
     * Takes over what has been opened.
     *
     * @param location the file without symbolic links
     * @param mapping a mapping of the file
     * @param file what the mapping maps: parts of the private mapping
     * @param store commits to the file
     * @param snapshots takes snapshots of the file
     * @param whole the private mapping
     */
    CommitMapping(
            FileLocation location,
            FileMapping mapping,
            CommittedFile file,
            CommitStore store,
            Snapshots snapshots,
            MappedRange whole) {
        this.location = location;
        this.mapping = mapping;
        this.file = file;
        this.store = store;
        this.snapshots = snapshots;
        this.whole = whole;
        this.pages = whole.privatePages().orElseThrow();
        this.source = new PrivateWhole(store.data(), whole);
        this.live =
                LiveView.within(
                        FileInProcess.of(store.data().identity()),
                        source.toString(),
                        whole.segment().map(MemorySegment::address).orElse(0L),
                        whole.length());
        LiveViews.add(live); // keeps the file from being truncated through another mapping
        this.cleanup = new CommitCleanup(mapping, store, whole.reclaim(), live);
        this.cleanable = Leaks.register(this, cleanup);
    }

    /**
     * Opens an existing file as its only writer, after a recovery if the last writer died.
     *
     * @param path the file
     * @return a mapping of the whole file
     * @throws IOException as {@link CommitMappingBuilder#open}
     */
    public static CommitMapping open(Path path) throws IOException {
        return builder(path).open();
    }

    /**
     * Starts to open a file as its only writer, with options.
     *
     * @param path the file
     * @return a builder
     */
    public static CommitMappingBuilder builder(Path path) {
        return new CommitMappingBuilder(FileLocation.of(path));
    }

    /**
     * Maps a range. What is written to the view is private until it is committed.
     *
     * @param offset bytes from the start of the file; any alignment
     * @param length bytes, 1 or more
     * @return the view, copy-on-write; it can be neither flushed nor remapped
     * @throws IllegalArgumentException if offset is negative, length is not positive, or their sum
     *     is more than 2^63-1
     * @throws BeyondEndException if the range ends after the file; grow it first
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the mapping is closed
     */
    public View map(long offset, long length) throws IOException {
        return locked(() -> mapping.map(offset, length));
    }

    /**
     * Maps the whole file.
     *
     * @return the view
     * @throws IOException as {@link #map(long, long)}
     * @throws IllegalStateException if the mapping is closed
     */
    public View map() throws IOException {
        return map(0, size());
    }

    /**
     * Returns the ranges that the next commit will change: whole pages, cut at the end of the file,
     * in ascending order, neighbours joined.
     *
     * @return ranges of the file in bytes
     * @throws IOException if the system cannot be asked
     * @throws IllegalStateException if the mapping is closed
     */
    public List<ByteRange> changed() throws IOException {
        return locked(pages::changed);
    }

    /**
     * Makes all changes of all views durable, atomically. When this method returns, they are in the
     * file or in the journal, and a crash of the program or the system, or a power failure, at any
     * later moment keeps all of them. Readers see either all of them or none. Waits for readers
     * that hold a {@linkplain CommitReader#readLock() read lock}. A no-op if nothing changed.
     *
     * <p>If this method throws, the exception says what happened to the changes; nobody sees a
     * partial commit. It may always be called again.
     *
     * @throws CommitFailedException if that failed; see {@link CommitFailedException#outcome()}
     * @throws IOException if the changed pages cannot be determined; nothing has been done then
     * @throws IllegalStateException if the mapping is closed, or this thread holds a read lock of
     *     the file and would wait for itself
     */
    public void commit() throws IOException {
        locked(
                () -> {
                    CommitReader.requireNoReadLock(store.data());
                    List<ByteRange> changed = pages.changed();
                    if (changed.isEmpty()) {
                        store.settle();
                        return true;
                    }
                    store.commit(source, changed);
                    forgetCommitted(changed);
                    return true;
                });
    }

    /** What was committed equals the file now, and would only take memory. */
    private void forgetCommitted(List<ByteRange> committed) {
        try {
            pages.discard(committed);
        } catch (IOException keptInMemory) {
            // No harm to the commit: the next one writes these pages again, with what the file has.
        }
    }

    /**
     * Drops all changes since the last commit: the views show the committed state again.
     *
     * @throws CommitFailedException if an earlier commit is durable but not yet in the file and
     *     cannot be written to it now; the changes are still there
     * @throws IOException if the system refuses; some of the changes may have been dropped
     * @throws IllegalStateException if the mapping is closed
     */
    public void rollback() throws IOException {
        locked(
                () -> {
                    store.settle();
                    pages.discard(pages.changed());
                    return true;
                });
    }

    /**
     * Extends the file with allocated zero-filled blocks and makes the new size durable. This is
     * not part of a commit and is not rolled back. Changes are kept. Views must be closed before,
     * because the private mapping that they are parts of may have to move.
     *
     * @param newSize bytes, no less than {@link #size()}
     * @throws IllegalArgumentException if newSize is less than the size
     * @throws ViewsMappedException if views are mapped; the message lists them
     * @throws DiskFullException if there is no room; the file keeps its size
     * @throws FlushFailedException if the new size could not be made durable; the next commit that
     *     succeeds does so
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the mapping is closed
     */
    public void grow(long newSize) throws IOException {
        locked(
                () -> {
                    requireNoViews(newSize);
                    if (newSize > size()) {
                        store.data().extend(newSize, false);
                        whole.remap(newSize);
                        live.moved(
                                whole.segment().map(MemorySegment::address).orElse(0L), newSize);
                        file.limit(newSize);
                        mapping.grow(newSize);
                        store.data().flush();
                    }
                    mapping.grow(newSize); // refuses a size that is less
                    return true;
                });
    }

    private void requireNoViews(long newSize) throws ViewsMappedException {
        List<String> names = mapping.liveViews();
        if (!names.isEmpty()) {
            throw new ViewsMappedException(
                    Place.of(store.data().name()),
                    "cannot grow to "
                            + newSize
                            + " bytes while views are mapped; close first: "
                            + String.join("; ", names),
                    null);
        }
    }

    /**
     * Makes the file durable by itself and empties the journal. Commits do so when the journal is
     * full; call this method to choose the moment, or before another program copies the file.
     *
     * @throws IOException if that failed; all commits are still durable in the journal
     * @throws IllegalStateException if the mapping is closed
     */
    public void checkpoint() throws IOException {
        locked(
                () -> {
                    store.checkpoint();
                    return true;
                });
    }

    /**
     * Takes a point-in-time snapshot of the committed state, which can be read for as long as
     * necessary while commits go on. Uncommitted changes are not in it. On a file system with block
     * cloning (btrfs, xfs with reflink; {@code ioctl_ficlone(2)}) it costs next to nothing;
     * elsewhere the file is copied beside itself, which takes the time to read and write all of it,
     * and as much disk space.
     *
     * @return the snapshot, which has to be closed
     * @throws DiskFullException if there is no room for a copy
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the mapping is closed
     */
    public Snapshot snapshot() throws IOException {
        return locked(
                () -> {
                    store.settle();
                    return snapshots.take(store.data());
                });
    }

    /** {@return the size of the file in bytes} */
    public long size() {
        return mapping.size();
    }

    /**
     * Returns the real path of the file, without symbolic links.
     *
     * @return the path
     * @throws UnsupportedOperationException if the file was named by a URI
     */
    public Path path() {
        return path(location);
    }

    static Path path(FileLocation location) {
        return location.path()
                .orElseThrow(
                        () -> new UnsupportedOperationException(location + " is no path"));
    }

    /**
     * Drops what was not committed, unmaps all views, makes the file durable by itself and removes
     * the journal. Closing again does nothing.
     *
     * @throws IllegalStateException if a segment is in use by a native call or channel I/O of
     *     another thread; the mapping stays open
     * @throws IOException if the file could not be made durable by itself, or the journal could not
     *     be removed; all commits are durable in the journal, and the next to open the file
     *     recovers
     */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            LiveViews.through(file).forEach(MappedView::close);
            try {
                whole.unmap();
            } finally {
                if (!whole.isMapped()) {
                    closeFiles();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void closeFiles() throws IOException {
        closed = true;
        cleanup.closeByOwner();
        cleanable.clean();
        try {
            store.close();
        } finally {
            mapping.close();
        }
    }

    /** Leaves everything as a process that dies does. */
    void abandon() throws IOException {
        if (closed) {
            return;
        }
        LiveViews.through(file).forEach(MappedView::close);
        closed = true;
        cleanup.closeByOwner();
        cleanable.clean();
        whole.unmap();
        store.abandon();
        mapping.close();
    }

    private <T> T locked(Call<T> call) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException(this + " is closed; open it again");
            }
            return call.call();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns a name for the mapping.
     *
     * @return for example {@code commit mapping of /data/file, 4096 bytes}
     */
    @Override
    public String toString() {
        return source + ", " + size() + " bytes";
    }
}
