package io.fileview;

import io.fileview.events.FlushEvent;
import io.fileview.events.PrefetchEvent;
import io.fileview.events.UnmapEvent;
import io.fileview.events.ViewEvent;
import io.fileview.spi.MappedRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner.Cleanable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A range of a file in the address space. Read and write it through {@link #guarded()} where another
 * program may truncate the file or the device may fail; through its {@link #segment()} where the
 * file is yours alone.
 *
 * <p><b>Hazard.</b> A page that can no longer be read makes guarded access throw an {@link
 * IOException} at once. Access to the raw segment returns garbage, or ends the process; see there.
 *
 * <p><b>Lifetime.</b> The view is mapped until {@link #close()}, which unmaps it at once: its
 * address range is invalid and free for other use when {@code close} returns. Any use of the view or
 * its segment afterwards throws {@link IllegalStateException}; it never reads other memory. A view
 * may outlive its {@link FileMapping}. A view that becomes unreachable without having been closed is
 * unmapped then, counted, and reported once through the {@link System.Logger} {@code io.fileview}.
 * On the Linux engine its segment keeps it reachable; on the portable one it does not, so keep a
 * reference to the view as long as its segment is used.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, but a view mapped {@link
 * ViewBuilder#threadConfined()} can be unmapped, remapped and accessed only by its own. {@code
 * close} waits for calls of other threads on this view that are under way, such as a flush.
 *
 * <p>Ranges given to the methods count bytes from the start of the view. They are widened to whole
 * pages where the system knows nothing smaller.
 */
public final class View implements AutoCloseable {
    private final OpenSection section;
    private final MappedRange range;
    private final Protection protection;
    private final ViewWatch watch;
    private final Cleanable cleanable;
    private final ViewGate gate;
    private final PageErrors errors;

    View(
            OpenSection section,
            MappedRange range,
            Protection protection,
            ViewWatch watch,
            AtomicReference<@Nullable View> anchor) {
        this.section = section;
        this.range = range;
        this.protection = protection;
        this.watch = watch;
        this.gate = new ViewGate(anchor);
        anchor.set(this);
        this.errors = new PageErrors(section, range, watch, gate);
        this.cleanable = Views.CLEANER.register(anchor, watch);
    }

    /**
     * Access that reports a page which cannot be read or written as an exception, at the access.
     *
     * @return the access, in the machine's byte order; one for all is enough
     * @throws IllegalStateException if the view is unmapped
     */
    public GuardedAccess guarded() {
        return new GuardedAccess(this, errors, false);
    }

    /**
     * The bytes of the view, for direct access; it cannot tell bad pages. Where the file was truncated
     * or a page cannot be read, compiled code gets garbage and the JVM throws an {@link InternalError}
     * later, in whatever code it is then; checksums, inflaters, vectors, native code, an interpreted
     * compare-and-set, and on x86-64 an int that compiled code reads as a long, end the process.
     *
     * <p>Take it once and keep it for a loop; it is valid until the view is closed or remapped.
     *
     * @return exactly {@link #length()} bytes; read-only for a read-only view
     * @throws IllegalStateException if the view is unmapped
     */
    public MemorySegment segment() {
        return gate.whileMapped(range::segment);
    }

    /**
     * Where the first byte of the view lies in the address space, or lay before it was unmapped.
     *
     * @return the address
     */
    public long address() {
        return watch.address();
    }

    /**
     * Where the view starts in the file.
     *
     * @return bytes from the start of the file
     */
    public long offset() {
        return watch.offset();
    }

    /**
     * The length of the view.
     *
     * @return bytes
     */
    public long length() {
        return watch.length();
    }

    /**
     * What the view may do.
     *
     * @return the protection that it was mapped with
     */
    public Protection protection() {
        return protection;
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
     * The size of a page of this view: what the system counts in.
     *
     * @return bytes
     */
    public long pageSize() {
        return section.engine().pageSize();
    }

    /**
     * Tells whether the view is mapped.
     *
     * @return false once it has been unmapped
     */
    public boolean isMapped() {
        return gate.isMapped();
    }

    /**
     * Tells whether the file still covers the whole view.
     *
     * @return false if the file has been truncated below the end of the view
     * @throws IOException if the system does not tell
     * @throws IllegalStateException if the view is unmapped
     */
    public boolean isCovered() throws IOException {
        return coveredLength() == length();
    }

    /**
     * How much of the view the file still has.
     *
     * @return bytes from the start of the view, 0 to {@link #length()}
     * @throws IOException if the system does not tell
     * @throws IllegalStateException if the view is unmapped
     */
    public long coveredLength() throws IOException {
        return errors.coveredLength();
    }

    /**
     * Brings a view back into use after its file grew again or its device came back: reads again what
     * guarded access found bad. The rest needs nothing: Linux reads a lost page again by itself. What
     * was written to a page that was cut off is lost, also in a copy-on-write view.
     *
     * @throws FileShrankException if the file still ends before the view does
     * @throws PageUnreadableException if a page still cannot be read
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the view is unmapped
     */
    public void repair() throws IOException {
        errors.repair();
    }

    /**
     * Makes all changes made through the view so far as durable as asked.
     *
     * @param durability how far
     * @throws FlushFailedException as {@link #flush(long, long, Durability)}
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the view is copy-on-write or of memory: its changes
     *     have nowhere to go
     * @throws IllegalStateException if the view is unmapped
     */
    public void flush(Durability durability) throws IOException {
        flush(0, length(), durability);
    }

    /**
     * Makes changes of a range as durable as asked. Flush many ranges with one call on the range
     * that covers them: each call to the device costs a flush of its cache.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param durability how far
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws FlushFailedException if that failed, or another flush of the file while it was under
     *     way, or if the file owes what an earlier one did not make durable and that could not be
     *     flushed either; see there what to do
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the view is copy-on-write or of memory: its changes
     *     have nowhere to go
     * @throws IllegalStateException if the view is unmapped
     */
    public void flush(long offset, long length, Durability durability) throws IOException {
        ByteRange bytes = within(offset, length);
        if (protection == Protection.COPY_ON_WRITE || section.isMemory()) {
            throw new UnsupportedOperationException(
                    this
                            + (section.isMemory() ? " is memory" : " is copy-on-write")
                            + ": its changes reach no disk and cannot be flushed");
        }
        FlushEvent event = ViewEvent.begin(FlushEvent::new);
        if (event != null) {
            event.durability = durability.name();
        }
        try {
            gate.run(() -> section.flush(range, watch, bytes, durability));
            if (event != null) {
                event.succeeded = true;
            }
        } finally {
            ViewEvent.end(event, section.name(), offset() + offset, length);
        }
    }

    /**
     * What of the view no flush has made durable, though one was asked to; see {@link
     * FileMapping#owed()}.
     *
     * @return ranges of the view in bytes, by offset; empty if nothing is owed
     */
    public List<ByteRange> owed() {
        return section.file().flushes().debt().owed(offset(), offset() + length()).stream()
                .map(range -> new ByteRange(range.offset() - offset(), range.length()))
                .toList();
    }

    /**
     * Brings the whole view into memory and waits for it.
     *
     * @throws IOException as {@link #prefetch(List)}
     * @throws IllegalStateException if the view is unmapped
     */
    public void prefetch() throws IOException {
        prefetch(List.of(new ByteRange(0, length())));
    }

    /**
     * Brings ranges into memory and waits for them, so that later accesses find them there. On the
     * Linux engine the waiting is done in native code ({@code madvise(2)}, {@code
     * MADV_POPULATE_READ}, Linux 5.14): a slow device does not keep the garbage collector waiting, as
     * it does when Java code touches the page.
     *
     * @param ranges which bytes
     * @throws IndexOutOfBoundsException if a range ends after the view
     * @throws FileShrankException if the file ends before a range
     * @throws PageUnreadableException if a page cannot be read
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the view is unmapped
     */
    public void prefetch(List<ByteRange> ranges) throws IOException {
        List<ByteRange> checked = List.copyOf(ranges);
        for (ByteRange bytes : checked) {
            bytes.within(length(), this);
        }
        PrefetchEvent event = ViewEvent.begin(PrefetchEvent::new);
        gate.run(() -> range.prefetch(checked));
        ViewEvent.end(
                event,
                section.name(),
                offset() + checked.stream().mapToLong(ByteRange::offset).min().orElse(0),
                checked.stream().mapToLong(ByteRange::length).sum());
    }

    /**
     * Tells the system how the view is going to be used.
     *
     * @param advice how
     * @return true if the system took the advice
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the view is unmapped
     */
    public boolean advise(Advice advice) throws IOException {
        return advise(0, length(), advice);
    }

    /**
     * Tells the system how a range is going to be used.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param advice how
     * @return true if the system took the advice
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the view is unmapped
     */
    public boolean advise(long offset, long length, Advice advice) throws IOException {
        ByteRange bytes = within(offset, length);
        return gate.call(() -> section.advise(range, bytes, advice));
    }

    /**
     * Locks the whole view in memory.
     *
     * @throws IOException as {@link #lock(long, long)}
     * @throws IllegalStateException if the view is unmapped
     */
    public void lock() throws IOException {
        lock(0, length());
    }

    /**
     * Reads a range into memory and keeps it there until it is unlocked or unmapped. Locks do not
     * nest: one unlock undoes any number of locks ({@code mlock(2)}). Pages of a copy-on-write view
     * are not copied by it and keep following the file.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws MappingLimitException if the process may not lock so much (RLIMIT_MEMLOCK)
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the engine cannot lock
     * @throws IllegalStateException if the view is unmapped
     */
    public void lock(long offset, long length) throws IOException {
        ByteRange bytes = within(offset, length);
        gate.run(() -> range.lock(bytes));
    }

    /**
     * Undoes every lock of the view.
     *
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the engine cannot lock
     * @throws IllegalStateException if the view is unmapped
     */
    public void unlock() throws IOException {
        unlock(0, length());
    }

    /**
     * Undoes the locks of a range. A range that is not locked stays as it is.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the engine cannot lock
     * @throws IllegalStateException if the view is unmapped
     */
    public void unlock(long offset, long length) throws IOException {
        ByteRange bytes = within(offset, length);
        gate.run(() -> range.unlock(bytes));
    }

    /**
     * Gives the pages of the whole view back.
     *
     * @throws IOException as {@link #trim(long, long)}
     * @throws IllegalStateException if the view is unmapped
     */
    public void trim() throws IOException {
        trim(0, length());
    }

    /**
     * Takes the pages of a range out of the process's working set. Changes are kept: changed pages
     * stay in the file cache until they are written. The next access finds the page in the cache, or
     * reads it again. Of a copy-on-write view those pages stay that the system cannot put elsewhere:
     * private ones where there is no swap, and those that another mapping has too.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws MappingException if pages of the range are locked; unlock them first
     * @throws UnsupportedOperationException if the engine cannot trim
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the view is unmapped
     */
    public void trim(long offset, long length) throws IOException {
        ByteRange bytes = within(offset, length);
        gate.run(() -> range.trim(bytes));
    }

    /**
     * Looks at each page of the view, without touching any.
     *
     * @return the state of the pages
     * @throws IOException if the system cannot be asked
     * @throws IllegalStateException if the view is unmapped
     */
    public PageMap pages() throws IOException {
        return pages(0, length());
    }

    /**
     * Looks at each page of a range, without touching any.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @return the state of the pages that hold the range
     * @throws IllegalArgumentException if the range has more than 2^31-1 pages; ask range by range
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws IOException if the system cannot be asked
     * @throws IllegalStateException if the view is unmapped
     */
    public PageMap pages(long offset, long length) throws IOException {
        ByteRange bytes = within(offset, length);
        if (length / pageSize() >= Integer.MAX_VALUE - 2) {
            throw new IllegalArgumentException(
                    length
                            + " bytes have more pages than one page map can hold ("
                            + Integer.MAX_VALUE
                            + "); ask range by range");
        }
        return gate.call(() -> range.pages(bytes));
    }

    /**
     * What the file cache holds of the view's part of the file, in sum: much cheaper than {@link
     * #pages()}.
     *
     * @return the counts; empty where the system does not tell
     * @throws IllegalStateException if the view is unmapped
     */
    public Optional<CacheCounts> cached() {
        return gate.whileMapped(() -> section.section().cached(offset(), length()));
    }

    /**
     * Makes the view longer, in place or elsewhere in the address space; grow the mapping first.
     * Private pages of a copy-on-write view are kept. Segments taken before are dead afterwards: take
     * {@link #segment()} again. The portable engine knows a private page only by its content: one
     * that equals the file follows the file again, and nobody may write to it meanwhile.
     *
     * @param newLength bytes, no less than {@link #length()}
     * @throws IllegalArgumentException if newLength is less than the length
     * @throws BeyondEndException if the mapping ends before
     * @throws FileShrankException if the file ends before
     * @throws MappingLimitException if there is no room; the view is as long as before
     * @throws IOException if the system refuses; the view is as long as before
     * @throws IllegalStateException if the view is unmapped, or its segment is in use by a native
     *     call or channel I/O of another thread; the view stays as it was
     * @throws WrongThreadException if the view is confined to another thread
     */
    public void remap(long newLength) throws IOException {
        if (newLength < length() || offset() + newLength < 0) {
            throw new IllegalArgumentException(
                    "cannot remap "
                            + this
                            + " to "
                            + newLength
                            + " bytes: a view can only become longer");
        }
        gate.exclusively(
                () -> section.file()
                        .withSizeFixed(
                                () -> {
                                    requireOwnThread();
                                    section.requireRange(offset(), newLength);
                                    if (newLength > length()) {
                                        remapNow(newLength);
                                    }
                                }));
    }

    private void requireOwnThread() {
        if (!range.segment().isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException(
                    this + " is confined to the thread that mapped it; only that can remap it");
        }
    }

    private void remapNow(long newLength) throws IOException {
        try {
            range.remap(newLength);
        } finally {
            MemorySegment now = range.segment();
            if (now.scope().isAlive()) {
                Views.move(watch, this, now.address(), now.byteSize());
            } else {
                forgetUnmapped();
            }
        }
    }

    private void forgetUnmapped() {
        gate.shut();
        watch.unmapped();
        cleanable.clean();
    }

    /**
     * Unmaps the view now. When it returns, the address range is invalid and free for other use. Waits
     * for other calls on this view that are under way. Closing again does nothing.
     *
     * @throws IllegalStateException if the segment is in use by a native call or channel I/O of
     *     another thread; the view stays mapped
     * @throws WrongThreadException if the view is confined to another thread; it stays mapped
     * @throws UncheckedIOException if the system refuses to unmap; the view is dead all the same
     */
    @Override
    public void close() {
        UnmapEvent event = ViewEvent.begin(UnmapEvent::new);
        boolean unmapped =
                gate.closeOnce(
                        () -> {
                            try {
                                range.unmap();
                            } finally {
                                if (!range.segment().scope().isAlive()) {
                                    forgetUnmapped();
                                }
                            }
                        });
        if (unmapped) {
            ViewEvent.end(event, section.name(), offset(), length());
        }
    }

    /**
     * Names the view.
     *
     * @return for example {@code view 17 of data.bin [offset 0, length 4096] at 0x7f0000000000}
     */
    @Override
    public String toString() {
        return watch.name();
    }

    boolean writesTo(SharedFile file) {
        return watch.dirtiesFile() && section.file() == file;
    }

    boolean isWatchedBy(ViewWatch other) {
        return watch == other;
    }

    private ByteRange within(long offset, long length) {
        return new ByteRange(offset, length).within(length(), this);
    }
}
