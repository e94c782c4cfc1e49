package io.fileview;

import io.fileview.MappingException.Place;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Section;
import java.io.IOException;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file whose changes become durable all together or not at all, whatever is cut when.
 *
 * <p><b>Hazards.</b> Nobody may write to a view while {@link #commit()} or {@link #rollback()} runs:
 * what is written in that moment may be lost or be committed by halves. While the file is open here,
 * or has a journal beside it, it must be changed in no other way: not through {@link FileMapping},
 * not by another program, not under another hard link. Those who do not use {@link CommitReader} see
 * the pages of a commit appear one by one. A disk that reports a flush as done and has not done it
 * loses commits, as it loses everything.
 *
 * <p><b>Lifetime.</b> The views' changes are private to this mapping until they are committed. Views
 * are parts of one private mapping of the whole file: views that overlap see each other's changes,
 * and closing a view keeps them. {@link #close()} drops what was not committed and unmaps all views. A
 * mapping that becomes unreachable without having been closed is closed then, with its journal left
 * as after a crash. On the portable engine a segment of a view that was closed stays accessible until
 * this mapping is closed, because the JDK cannot end the life of a part of a segment.
 *
 * <p><b>How.</b> A commit writes the changed pages with checksums to the journal, {@code
 * NAME.fileview-journal} beside the file, readable by its owner only, and flushes it: then the commit
 * is durable, and {@code commit} writes the pages to the file, where readers see them. The file
 * itself is flushed when the journal has reached its limit, and at {@link #checkpoint()} and {@link
 * #close()}. So a commit costs one sequential write and one flush. After a crash the journal is found by
 * whoever opens the file next, here or with {@link CommitReader}, in whichever process: whole commits
 * are written to the file, one that is not whole was never promised and is dropped. Recovery may be cut
 * itself, and starts again. {@code close} removes the journal, durably; {@code NAME.fileview-lock},
 * which is empty, goes with the last user.
 *
 * <p><b>After an I/O error</b> what was written is written again, and on the Linux engine the file system
 * is asked whether the disk would give it back: ext4 does not after the first write of a block failed. The
 * portable engine cannot ask; there commits to ext4 fail from then on. Not noticed: pages that could not
 * be written in the background and left the file cache before the next flush; the journal still has
 * them, but readers and new changes of such a page may see what the disk has.
 *
 * <p><b>Who.</b> One writer at a time, of all processes, and any number of readers. Locks are those of
 * {@code fcntl(2)}; on a network they hold as far as the file system carries them.
 *
 * <p><b>What is changed</b> is known by the page. On the Linux engine a page is changed when it was
 * written to, whatever was written, and finding the changed pages costs no more than a look at the page
 * table. The portable engine compares the whole file with the mapping at each commit, and keeps pages
 * that were changed once in memory until {@code close}.
 *
 * <p>All methods may be called from any thread; they wait for each other.
 */
public final class CommitMapping implements AutoCloseable {
    private final FileMapping mapping;
    private final CommitStore store;
    private final MappedRange whole;
    private final Snapshots snapshots;
    private final CommitWatch watch;
    private final Cleanable cleanable;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<WeakReference<View>> views = new ArrayList<>(); // guarded by lock
    private boolean closed; // guarded by lock

    private CommitMapping(
            FileMapping mapping,
            CommitStore store,
            MappedRange whole,
            Snapshots snapshots,
            CommitWatch watch) {
        this.mapping = mapping;
        this.store = store;
        this.whole = whole;
        this.snapshots = snapshots;
        this.watch = watch;
        this.cleanable = Views.CLEANER.register(this, watch);
    }

    static CommitMapping of(
            FileMapping mapping, CommitStore store, Snapshots snapshots)
            throws IOException {
        AtomicReference<@Nullable CommitMapping> anchor = new AtomicReference<>();
        OpenSection section = mapping.section();
        MappedRange whole =
                section.section()
                        .map(
                                new Section.Request(
                                        0,
                                        mapping.size(),
                                        Protection.COPY_ON_WRITE,
                                        false,
                                        anchor));
        CommitMapping commit =
                new CommitMapping(
                        mapping, store, whole, snapshots, new CommitWatch(mapping, store, whole));
        anchor.set(commit);
        return commit;
    }

    /**
     * Opens an existing file as its only writer, after a recovery where a writer has died.
     *
     * @param path the file, on the default file system
     * @return the mapping, of the whole file
     * @throws IOException as {@link CommitMappingBuilder#open}
     */
    public static CommitMapping open(Path path) throws IOException {
        return builder(path).open();
    }

    /**
     * Starts to open a file as its only writer, with options.
     *
     * @param path the file, on the default file system
     * @return a builder
     */
    public static CommitMappingBuilder builder(Path path) {
        return new CommitMappingBuilder(path);
    }

    /**
     * Opens a file to read its last committed state.
     *
     * @param path the file, on the default file system
     * @return the reader
     * @throws IOException as {@link CommitReader#open}
     */
    public static CommitReader openForReading(Path path) throws IOException {
        return CommitReader.open(path);
    }

    /**
     * Maps a range. What is written to the view is private until it is committed.
     *
     * @param offset bytes from the start of the file; need not be aligned to anything
     * @param length bytes, 1 or more
     * @return the view, copy-on-write; it can be neither flushed nor remapped
     * @throws IllegalArgumentException if offset is negative, length is not positive, or their sum
     *     is more than 2^63-1
     * @throws BeyondEndException if the range ends after the file; grow it first
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the mapping is closed
     */
    public View map(long offset, long length) throws IOException {
        mapping.view(offset, length); // checks the numbers
        return locked(
                () -> {
                    OpenSection section = mapping.section();
                    section.requireRange(offset, length);
                    AtomicReference<@Nullable View> anchor = new AtomicReference<>();
                    MappedRange part = whole.part(new ByteRange(offset, length), anchor);
                    section.retain();
                    View view =
                            ViewBuilder.viewOf(
                                    section, part, offset, Protection.COPY_ON_WRITE, anchor);
                    views.removeIf(known -> known.get() == null);
                    views.add(new WeakReference<>(view));
                    return view;
                });
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
     * Where the file will change with the next commit: whole pages, cut at the end of the file, from
     * front to back, neighbours joined.
     *
     * @return the changed bytes, counted from the start of the file
     * @throws IOException if the system cannot be asked
     * @throws IllegalStateException if the mapping is closed
     */
    public List<ByteRange> changed() throws IOException {
        return locked(whole::changed);
    }

    /**
     * Makes all changes of all views durable together. When it returns, they are: a crash of the
     * program or the system, or a power cut, at any later moment leaves them in the file or in the
     * journal. Readers see either all of them or none. Waits for readers that are {@linkplain
     * CommitReader#read() reading}. Nothing changed, nothing is done.
     *
     * <p>When it throws, the exception tells what became of the changes; nothing half done can be
     * seen. To try again is always allowed.
     *
     * @throws CommitFailedException if that failed; see {@link CommitFailedException#outcome()}
     * @throws IOException if it cannot be found out what has changed; nothing has been done then
     * @throws IllegalStateException if the mapping is closed, or this thread reads the file with a
     *     {@link CommitReader} and would wait for itself
     */
    public void commit() throws IOException {
        locked(
                () -> {
                    CommitReader.requireNotReading(path());
                    List<ByteRange> changed = whole.changed();
                    if (changed.isEmpty()) {
                        store.settle();
                        return true;
                    }
                    store.commit(whole.segment(), changed);
                    forgetCommitted(changed);
                    return true;
                });
    }

    /** What was committed equals the file now, and would only take memory. */
    private void forgetCommitted(List<ByteRange> committed) {
        try {
            whole.discard(committed);
        } catch (IOException keptInMemory) {
            // No harm to the commit: the next one writes these pages again, with what the file has.
        }
    }

    /**
     * Drops all changes since the last commit: the views show the committed state again.
     *
     * @throws CommitFailedException if an earlier commit is durable but not yet in the file and cannot
     *     be written to it now; the changes are still there
     * @throws IOException if the system refuses; some of the changes may have been dropped
     * @throws IllegalStateException if the mapping is closed
     */
    public void rollback() throws IOException {
        locked(
                () -> {
                    store.settle();
                    whole.discard(whole.changed());
                    return true;
                });
    }

    /**
     * Makes the file longer, by zeros with real blocks, at once and durably: this is no part of a
     * commit and is not rolled back. Changes are kept. Views must be closed before, because the
     * private mapping that they are parts of may have to move.
     *
     * @param newSize bytes, no less than {@link #size()}
     * @throws IllegalArgumentException if newSize is less than the size
     * @throws ViewsMappedException if views are mapped; the message names them
     * @throws DiskFullException if there is no room; the file keeps its size
     * @throws FlushFailedException if the new size could not be made durable; the next commit that
     *     succeeds makes it so
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the mapping is closed
     */
    public void grow(long newSize) throws IOException {
        locked(
                () -> {
                    List<String> live = liveViews().stream().map(View::toString).toList();
                    if (!live.isEmpty()) {
                        throw new ViewsMappedException(
                                Place.of(mapping.section().name()),
                                "cannot grow to "
                                        + newSize
                                        + " bytes while views are mapped; close first: "
                                        + String.join("; ", live),
                                null);
                    }
                    long oldSize = size();
                    mapping.grow(newSize);
                    if (newSize > oldSize) {
                        whole.remap(newSize);
                        store.data().flush();
                    }
                    return true;
                });
    }

    /**
     * Makes the file durable by itself and empties the journal. Commits do so when the journal is
     * full; call it to choose the moment, or before another program copies the file.
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
     * The committed state of this moment, to be read for as long as is wanted while commits go on.
     * Changes that are not committed are not in it. On a file system with block cloning (btrfs, xfs
     * with reflink; {@code ioctl_ficlone(2)}) it costs next to nothing; elsewhere the file is copied
     * beside itself, which takes the time to read and write it all, and as much disk.
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

    /**
     * The size of the file.
     *
     * @return bytes
     */
    public long size() {
        return mapping.size();
    }

    /**
     * The file.
     *
     * @return its real path, without symbolic links
     */
    public Path path() {
        return mapping.path().orElseThrow();
    }

    /**
     * Drops what was not committed, unmaps all views, makes the file durable by itself and removes the
     * journal. Closing again does nothing.
     *
     * @throws IllegalStateException if a segment is in use by a native call or channel I/O of another
     *     thread; the mapping stays open
     * @throws IOException if the file could not be made durable by itself, or the journal not be
     *     removed; all commits are durable in the journal, and the next to open the file recovers
     */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            liveViews().forEach(View::close);
            try {
                whole.unmap();
            } finally {
                if (!whole.segment().scope().isAlive()) {
                    closed = true;
                    watch.closeByOwner();
                    cleanable.clean();
                    closeFiles();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void closeFiles() throws IOException {
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
        liveViews().forEach(View::close);
        closed = true;
        watch.closeByOwner();
        cleanable.clean();
        whole.unmap();
        store.abandon();
        mapping.close();
    }

    private List<View> liveViews() {
        List<View> live = new ArrayList<>();
        for (WeakReference<View> known : views) {
            View view = known.get();
            if (view != null && view.isMapped()) {
                live.add(view);
            }
        }
        return live;
    }

    private <T> T locked(ViewGate.Call<T> call) throws IOException {
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
     * Names the mapping.
     *
     * @return for example {@code commit mapping of /data/file, 4096 bytes}
     */
    @Override
    public String toString() {
        return "commit mapping of " + mapping.section().name() + ", " + size() + " bytes";
    }
}
