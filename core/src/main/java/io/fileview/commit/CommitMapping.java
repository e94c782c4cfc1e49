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
import io.fileview.messages.FirstTen;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner.Cleanable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A file whose changes become durable atomically: whenever a crash or power failure happens, either
 * all changes of a commit survive or none.
 *
 * <p><b>Hazards.</b> No thread may write to a view while {@link #commit()} or {@link #rollback()}
 * runs: such a write may be lost or be committed partially. While this mapping is open, or while
 * the journal exists, the file must not be changed in any other way: neither through {@link
 * FileMapping} nor by another program. Whoever reads the file without a {@linkplain
 * CommitReader#readLock() read lock} sees the pages of a commit change one by one. If the device
 * acknowledges flushes that it has not performed, a power failure can lose commits, undetected.
 *
 * <p><b>Lifetime.</b> Changes made through views are private to this mapping until they are
 * committed. All views are parts of one private mapping: overlapping views see each other's
 * changes, and closing a view keeps its changes. {@link #close()} discards uncommitted changes and
 * unmaps all views. A leaked mapping, one that becomes unreachable without being closed, is closed
 * by a cleaner, which leaves the journal behind, as a crash does. On the portable engine the
 * segment of a closed view remains accessible until the mapping is closed, because the JDK cannot
 * close a part of a segment. If the mapping is closed, its methods throw {@link
 * IllegalStateException}, except {@code close}, {@code size}, {@code path} and {@code toString}.
 *
 * <p><b>How it works.</b> A commit is first appended to a journal, a file in the same directory,
 * and flushed there. Only then are the changed pages written to the file itself. So {@code commit}
 * waits for one sequential write and one flush of the device. The file itself is flushed, and the
 * journal emptied, by a checkpoint: in {@link #checkpoint()}, in {@link #close()}, and in a {@code
 * commit} that does not fit into the rest of the journal. {@code close} then removes the journal.
 * If the writer dies instead, the file is recovered from the journal when it is next opened for
 * commits. The {@linkplain io.fileview.commit package description} has the
 * details, and says what happens after an I/O error.
 *
 * <p><b>Concurrency.</b> A file has at most one writer, across all processes, and any number of
 * readers. Writers exclude each other as long as they are open. A reader excludes the writer only
 * while the reader holds a read lock or the writer writes a commit to the file. Both use file locks
 * ({@code fcntl(2)}), which not every network file system supports. This class is thread-safe. No
 * method waits longer than {@linkplain CommitMappingBuilder#lockTimeout the limit} for readers and
 * other threads, and an interrupt ends such a wait with {@link java.io.InterruptedIOException}. A
 * thread that holds a read lock of the file cannot commit: it would wait for itself, so {@code
 * commit} throws an exception at once.
 *
 * <p><b>Granularity.</b> Changes are tracked in whole pages. On the Linux engine a page counts as
 * changed if it was written to, even with the same bytes, and finding the changed pages takes a
 * scan of the page table. The portable engine compares all mapped bytes with the file at each
 * commit, and a page that was ever changed keeps a copy in memory until the mapping is closed.
 * <b>Uncommitted pages are memory</b>, as {@link io.fileview.Protection#COPY_ON_WRITE} says.
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
    private final Turn turn;
    private boolean closed; // guarded by turn

    /** Takes ownership of its arguments. The ranges of {@code file} are parts of {@code whole}. */
    CommitMapping(
            FileLocation location,
            FileMapping mapping,
            CommittedFile file,
            CommitStore store,
            Snapshots snapshots,
            MappedRange whole,
            Duration limit) {
        this.location = location;
        this.mapping = mapping;
        this.file = file;
        this.store = store;
        this.snapshots = snapshots;
        this.whole = whole;
        this.turn = new Turn(store, limit);
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
     * Opens an existing file as its only writer, with the default options. If the last writer died
     * and left a journal, recovers the file first.
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
     * Maps a range. Changes made through the view are private to this mapping, and visible in its
     * other views, until they are committed.
     *
     * @param offset bytes from the start of the file; need not be aligned
     * @param length bytes, 0 or more
     * @return a copy-on-write view, which can be neither flushed nor remapped
     * @throws IllegalArgumentException if offset or length is negative, or their sum is more than
     *     2^63-1
     * @throws BeyondEndException if the range ends beyond {@link #size()}; {@link #grow} first
     * @throws IOException as {@link io.fileview.ViewBuilder#map}
     */
    public View map(long offset, long length) throws IOException {
        return call(() -> mapping.map(offset, length));
    }

    /**
     * {@return a view of the first {@link #size()} bytes of the file; see {@link #map(long, long)}}
     *
     * @throws IOException as {@link #map(long, long)}
     */
    public View map() throws IOException {
        return map(0, size());
    }

    /**
     * {@return the byte ranges of the file that {@link #commit()} would write now: whole pages,
     * except that the last range ends at {@link #size()} at the latest; in ascending order, no two
     * of them adjacent}
     *
     * @throws IOException if the operating system cannot be queried
     */
    public List<ByteRange> changed() throws IOException {
        return call(pages::changed);
    }

    /**
     * Atomically makes the changes to all views durable. When this method returns, a crash or power
     * failure no longer loses any of them. First makes the changes durable in the journal, then
     * waits until no {@linkplain CommitReader#readLock() read lock} is held, and then writes them
     * to the file. If that wait takes too long, the outcome is {@code COMMITTED_NOT_APPLIED}. While
     * a thread holds a read lock, it sees either all changes or none, even if this method throws.
     * If nothing has changed, only completes an earlier commit that failed. If this method throws,
     * it may be called again.
     *
     * @throws CommitFailedException if the commit failed; its {@link
     *     CommitFailedException#outcome() outcome} says what happened to the changes
     * @throws IOException if the changed pages cannot be determined, or if there are none and an
     *     earlier commit cannot be written to the file
     * @throws IllegalStateException if this thread holds a read lock of the file, for which it
     *     would wait forever
     */
    public void commit() throws IOException {
        run(
                () -> {
                    turn.requireNoReadLock("commit");
                    List<ByteRange> changed = pages.changed();
                    if (changed.isEmpty()) {
                        store.settle();
                    } else {
                        store.commit(source, changed);
                        forgetCommitted(changed);
                    }
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
     * @throws IOException if a failed commit cannot be completed or undone, in which case nothing
     *     has been discarded; or if another I/O error occurs, in which case some changes may have
     *     been discarded
     */
    public void rollback() throws IOException {
        run(
                () -> {
                    store.settle();
                    pages.discard(pages.changed());
                });
    }

    /**
     * Extends the mapping. A file that is smaller is extended with allocated, zero-filled blocks,
     * and the new size is made durable. This extension is not part of a commit and cannot be rolled
     * back; uncommitted changes are kept. All views must be closed first: addresses may change.
     *
     * @param newSize bytes, no less than {@link #size()}
     * @throws IllegalArgumentException if {@code newSize} is less than {@link #size()}
     * @throws ViewsMappedException if views are mapped; the message lists them
     * @throws DiskFullException if the file system or a quota is full; the file keeps its size
     * @throws FlushFailedException if the mapping has been extended but the new size of the file
     *     could not be made durable; the next commit of changes, or another call, makes it so
     * @throws IOException if another I/O error occurs
     */
    public void grow(long newSize) throws IOException {
        run(
                () -> {
                    requireNoViews(newSize);
                    if (newSize > size()) {
                        store.requireSize();
                        store.data().extend(newSize, false);
                        whole.remap(newSize);
                        live.moved(
                                whole.segment().map(MemorySegment::address).orElse(0L), newSize);
                        file.limit(newSize);
                        mapping.grow(newSize);
                        store.flushSize(newSize);
                    }
                    mapping.grow(newSize); // throws if newSize is less
                    store.flushSizeAgain();
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
                            + FirstTen.of(names, "; "),
                    null);
        }
    }

    /**
     * Flushes the file, so that all commits are durable in the file itself, and empties the
     * journal. {@link #commit()} does this if the journal has no room for the commit. Call this
     * method to choose the time, or before another program copies the file.
     *
     * @throws IOException if the file cannot be flushed or the journal not emptied; no commit is
     *     lost
     */
    public void checkpoint() throws IOException {
        run(store::checkpoint);
    }

    /**
     * Takes a point-in-time snapshot of the committed state of the whole file, which later commits
     * do not affect. If the engine and the file system support block cloning (the Linux engine on
     * btrfs and on xfs with reflink; {@code ioctl_ficlone(2)}), the file is cloned, which costs
     * almost nothing. Otherwise it is copied.
     *
     * @return the snapshot, which must be closed when it is no longer needed
     * @throws DiskFullException if the file system or a quota has no room for the copy
     * @throws IOException if another I/O error occurs
     */
    public Snapshot snapshot() throws IOException {
        return call(
                () -> {
                    store.settle();
                    return snapshots.take(store.data());
                });
    }

    /**
     * {@return the size of the mapping in bytes: that of the file, or a smaller {@linkplain
     * CommitMappingBuilder#size size} that was set, until {@link #grow} changes it}
     */
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
                        () -> new UnsupportedOperationException(
                                location + " is no path; use the URI that the file was opened by"));
    }

    /**
     * Discards uncommitted changes, unmaps all views, flushes the file and removes the journal.
     * Closing a closed mapping has no effect.
     *
     * @throws IllegalStateException if another thread is using a segment in a native call or
     *     channel I/O; the mapping stays open, but some views may have been unmapped
     * @throws IOException if the file could not be flushed or the journal not removed; the mapping
     *     is closed, no commit is lost, and the file is recovered when it is next opened
     */
    @Override
    public void close() throws IOException {
        turn.run(
                () -> {
                    if (!closed) {
                        closeNow();
                    }
                });
    }

    private void closeNow() throws IOException {
        LiveViews.through(file).forEach(MappedView::close);
        try {
            whole.unmap();
        } finally {
            if (!whole.isMapped()) {
                closeFiles();
            }
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

    private <T> T call(Turn.Call<T> call) throws IOException {
        return turn.call(
                () -> {
                    requireOpen();
                    return call.call();
                });
    }

    private void run(Turn.Action action) throws IOException {
        turn.run(
                () -> {
                    requireOpen();
                    action.run();
                });
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed; open it again");
        }
    }

    /** {@return a description, such as {@code commit mapping of /data/file, 4096 bytes}} */
    @Override
    public String toString() {
        return source + ", " + size() + " bytes";
    }
}
