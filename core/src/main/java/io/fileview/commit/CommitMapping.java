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
 * A file whose changes become durable atomically: whenever a crash or power failure happens, either
 * all changes of a commit survive or none.
 *
 * <p><b>Hazards.</b> No thread may write to a view while {@link #commit()} or {@link #rollback()}
 * runs: such a write may be lost or be committed partially. While this file is open, or its journal
 * exists, it must not be changed in any other way: neither through {@link FileMapping}, nor by
 * another program, nor through another hard link. Programs that do not use {@link CommitReader} see
 * the pages of a commit change one by one. A device that acknowledges flushes it has not performed
 * can lose commits without being detected.
 *
 * <p><b>Lifetime.</b> Changes made through views are private to this mapping until they are
 * committed. All views are parts of one private mapping of the whole file: overlapping views see
 * each other's changes, and closing a view keeps its changes. {@link #close()} discards uncommitted
 * changes and unmaps all views. A leaked mapping, one that becomes unreachable without being
 * closed, is closed by a cleaner and leaves its journal behind, as a crash does. On the portable
 * engine the segment of a closed view remains accessible until the mapping is closed, because the
 * JDK cannot close a part of a segment.
 *
 * <p><b>How it works.</b> The journal is the file {@code NAME.fileview-journal} in the same
 * directory; only its owner can read the file. A commit appends the changed pages, with checksums,
 * to the journal and flushes it. Then the commit is durable, and its pages are written to the file,
 * where readers see them. So a commit costs the device one sequential write and one flush. The file
 * itself is flushed when the journal reaches its limit, and by {@link #checkpoint()} and {@link
 * #close()}. After a crash, the next writer or reader that opens the file writes the complete
 * commits of the journal to it; an incomplete commit was never acknowledged and is discarded.
 * Recovery is idempotent and can itself be interrupted. {@code close} durably removes the journal.
 * The empty file {@code NAME.fileview-lock} is removed by its last user.
 *
 * <p><b>After an I/O error</b>, the affected pages are rewritten, and the Linux engine verifies
 * that they can be read back, because on ext4 a block whose first write failed may read as zeros.
 * The portable engine cannot verify that, so commits to ext4 fail from then on. One case is not
 * detected: background write-back fails to write a page, which is then evicted from the file cache
 * before the next flush. The journal still contains the page, but views may show its old content.
 *
 * <p><b>Concurrency.</b> A file has at most one writer, across all processes, and any number of
 * readers. Locking uses {@code fcntl(2)}, which not every network file system supports. This class
 * is thread-safe.
 *
 * <p><b>Granularity.</b> Changes are tracked in whole pages. On the Linux engine a page counts as
 * changed if it was written to, even with the same bytes, and finding the changed pages takes a
 * scan of the page table. The portable engine compares the whole file with the mapping at each
 * commit, and pages that were changed once stay in memory until the mapping is closed.
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

    /** Takes ownership of its arguments. The ranges of {@code file} are parts of {@code whole}. */
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
     * Opens an existing file as its only writer. If the last writer died, recovers the file first.
     *
     * @param path the file
     * @return a mapping of the whole file
     * @throws IOException as {@link CommitMappingBuilder#open}
     */
    public static CommitMapping open(Path path) throws IOException {
        return builder(path).open();
    }

    /**
     * {@return a builder that opens a file as its only writer, with options}
     *
     * @param path the file
     */
    public static CommitMappingBuilder builder(Path path) {
        return new CommitMappingBuilder(FileLocation.of(path));
    }

    /**
     * Maps a range. Changes made through the view are private until they are committed.
     *
     * @param offset bytes from the start of the file; need not be aligned
     * @param length bytes, 1 or more
     * @return a copy-on-write view, which can be neither flushed nor remapped
     * @throws IllegalArgumentException if offset is negative, length is not positive, or their sum
     *     is more than 2^63-1
     * @throws BeyondEndException if the range ends beyond {@link #size()}; {@link #grow} first
     * @throws IOException as {@link io.fileview.ViewBuilder#map}
     * @throws IllegalStateException if the mapping is closed
     */
    public View map(long offset, long length) throws IOException {
        return locked(() -> mapping.map(offset, length));
    }

    /**
     * {@return a view of the whole file; see {@link #map(long, long)}}
     *
     * @throws IOException as {@link #map(long, long)}
     * @throws IllegalStateException if the mapping is closed
     */
    public View map() throws IOException {
        return map(0, size());
    }

    /**
     * {@return the byte ranges of the file that the next commit will write: whole pages, clipped to
     * the end of the file, in ascending order, no two of them adjacent}
     *
     * @throws IOException if the operating system cannot be queried
     * @throws IllegalStateException if the mapping is closed
     */
    public List<ByteRange> changed() throws IOException {
        return locked(pages::changed);
    }

    /**
     * Atomically makes the changes of all views durable. When this method returns, a crash or power
     * failure no longer loses any of them. Readers see all changes or none. Waits until no reader
     * holds a {@linkplain CommitReader#readLock() read lock}. Has no effect if nothing has changed.
     *
     * <p>If this method throws, no reader sees a partial commit, and the method may be called
     * again.
     *
     * @throws CommitFailedException if the commit failed; its {@link
     *     CommitFailedException#outcome() outcome} says what happened to the changes
     * @throws IOException if the changed pages cannot be determined, or if there are none and an
     *     earlier commit cannot be written to the file
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

    /** The committed pages equal the file now; keeping them private only takes memory. */
    private void forgetCommitted(List<ByteRange> committed) {
        try {
            pages.discard(committed);
        } catch (IOException keptInMemory) {
            // Harmless: the next commit writes these pages again, unchanged.
        }
    }

    /**
     * Discards all changes since the last commit: the views show the committed state again.
     *
     * @throws IOException if an earlier commit is durable in the journal but cannot be written to
     *     the file, in which case nothing has been discarded; or if another I/O error occurs, in
     *     which case some changes may have been discarded
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
     * Extends the file with allocated, zero-filled blocks and makes the new size durable. This
     * extension is not part of a commit and cannot be rolled back; uncommitted changes are kept.
     * Throws an exception unless all views are closed, because their addresses could change.
     *
     * @param newSize bytes, no less than {@link #size()}
     * @throws IllegalArgumentException if {@code newSize} is less than {@link #size()}
     * @throws ViewsMappedException if views are mapped; the message lists them
     * @throws DiskFullException if the file system or a quota is full; the file keeps its size
     * @throws FlushFailedException if the new size could not be made durable; the next successful
     *     commit makes it durable
     * @throws IOException if another I/O error occurs
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
                        store.flushSize();
                    }
                    mapping.grow(newSize); // throws if newSize is less
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
                            + " bytes while views are mapped; close them first: "
                            + String.join("; ", names),
                    null);
        }
    }

    /**
     * Makes the file itself durable and empties the journal. Commits do this when the journal is
     * full; call this method to choose the time, or before another program copies the file.
     *
     * @throws IOException if the file cannot be made durable; the journal keeps all commits
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
     * Takes a point-in-time snapshot of the committed state, which later commits do not affect. On
     * a file system with block cloning (btrfs, xfs with reflink; {@code ioctl_ficlone(2)}) a
     * snapshot costs almost nothing; elsewhere the whole file is copied within its directory.
     *
     * @return the snapshot; close it when it is no longer needed
     * @throws DiskFullException if the file system or a quota has no room for the copy
     * @throws IOException if another I/O error occurs
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
     * {@return the real path of the file, without symbolic links}
     *
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
     * Discards uncommitted changes, unmaps all views, makes the file itself durable and removes the
     * journal. Closing a closed mapping has no effect.
     *
     * @throws IllegalStateException if another thread is using a segment in a native call or
     *     channel I/O; the mapping stays open
     * @throws IOException if the file could not be made durable or the journal not removed; all
     *     commits are durable in the journal, and the next process that opens the file recovers
     *     them
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

    /** Leaves the files as the death of the process would. */
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

    /** {@return a description, such as {@code commit mapping of /data/file, 4096 bytes}} */
    @Override
    public String toString() {
        return source + ", " + size() + " bytes";
    }
}
