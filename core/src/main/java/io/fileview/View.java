package io.fileview;

import io.fileview.guarded.GuardedAccess;
import io.fileview.live.MappedView;
import io.fileview.pages.CacheCounts;
import io.fileview.pages.PageMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A range of a file in the address space. Read and write it through {@link #guarded()} if another
 * program may truncate the file or the device may fail, and through its {@link #segment()} if the
 * file is yours alone.
 *
 * <p><b>Hazard.</b> If a page can no longer be read, guarded access throws an {@link IOException}
 * immediately; access to the raw segment returns garbage or ends the process, as described there.
 *
 * <p><b>Lifetime.</b> The view is mapped until {@link #close()}, which unmaps it immediately: when
 * {@code close} returns, its address range is invalid and free for other use. Any later use of the
 * view or its segment throws {@link IllegalStateException}; it never reads other memory. A view may
 * outlive its {@link FileMapping}. A leaked view, one that becomes unreachable without being
 * closed, is then unmapped, counted, and reported once through the {@link System.Logger} {@code
 * io.fileview}. On the Linux engine its segment keeps the view reachable. On the portable engine it
 * does not: keep a reference to the view as long as you use its segment.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, except that a view mapped {@link
 * ViewBuilder#threadConfined()} can be unmapped, remapped and accessed only by its own thread.
 * {@code close} waits for calls of other threads on this view that are under way, such as a flush.
 *
 * <p><b>Ranges</b> passed to the methods count bytes from the start of the view, and are extended
 * to whole pages where the system knows nothing smaller. A method throws {@link
 * IndexOutOfBoundsException} for a range that ends after the view, {@link IllegalArgumentException}
 * for a negative offset or length, {@link IllegalStateException} if the view is unmapped, and
 * {@link UnsupportedOperationException} if its engine cannot do what is asked, unless it says
 * otherwise.
 */
public final class View implements AutoCloseable {
    private final MappedView mapped;

    View(MappedView mapped) {
        this.mapped = mapped;
    }

    /**
     * Returns access that reports a page which cannot be read or written as an exception, at the
     * access.
     *
     * @return the accessor, in native byte order; create one and reuse it
     */
    public GuardedAccess guarded() {
        return mapped.guarded();
    }

    /**
     * Returns the bytes of the view for direct access, which cannot detect bad pages. If the file
     * was truncated or a page cannot be read, compiled code reads garbage and the JVM throws an
     * {@link InternalError} later, in whatever code is running then. Checksums, inflaters, vectors,
     * native code, an interpreted compare-and-set and, on x86-64, an int that compiled code reads
     * as a long end the process.
     *
     * <p>Take the segment once and keep it for a loop; it is valid until the view is closed or
     * remapped.
     *
     * @return exactly {@link #length()} bytes; read-only for a read-only view
     * @throws UnsupportedOperationException if the engine holds the pages of the view in software,
     *     because the kernel cannot map the file; {@link #guarded()} reads and writes it all the
     *     same
     */
    public MemorySegment segment() {
        return mapped.segment();
    }

    /**
     * {@return the view's base address, or its last one after it has been unmapped; 0 if the view
     * has no segment}
     */
    public long address() {
        return mapped.address();
    }

    /** {@return the offset of the view in the file, in bytes, even after it has been unmapped} */
    public long offset() {
        return mapped.offset();
    }

    /** {@return the length of the view in bytes, even after it has been unmapped} */
    public long length() {
        return mapped.length();
    }

    /** {@return the protection that the view was mapped with} */
    public Protection protection() {
        return mapped.protection();
    }

    /**
     * {@return the path of the file as it was given; empty for memory and for a file named by a
     * URI}
     */
    public Optional<Path> path() {
        return FileMapping.path(mapped.opening());
    }

    /** {@return the page size of the file in bytes: the unit of mapping and of page states} */
    public long pageSize() {
        return mapped.pageSize();
    }

    /** {@return whether the view is mapped: false once it has been unmapped} */
    public boolean isMapped() {
        return mapped.isMapped();
    }

    /**
     * Tells whether writing to this view changes the file of a mapping.
     *
     * @param mapping any mapping
     * @return true if the view is {@link Protection#READ_WRITE} and of the same file, through
     *     whichever name or engine
     */
    public boolean writesTo(FileMapping mapping) {
        return mapped.dirtiesFile() && mapped.opening().file() == mapping.opening().file();
    }

    /**
     * {@return whether the file still covers the whole view}
     *
     * @throws IOException if the system does not tell
     */
    public boolean isCovered() throws IOException {
        return coveredLength() == length();
    }

    /**
     * {@return how much of the view the file still covers, in bytes from its start}
     *
     * @throws IOException if the system does not tell
     */
    public long coveredLength() throws IOException {
        return mapped.errors().coveredLength();
    }

    /**
     * Makes a view usable again after its file has grown again or its device has come back:
     * re-reads the pages that guarded access found unreadable. No other page needs repair: the
     * kernel faults them in again on the next access. What was written to a page that was truncated
     * is lost, even in a copy-on-write view.
     *
     * @throws FileShrankException if the file still ends before the view does
     * @throws PageUnreadableException if a page still cannot be read
     * @throws IOException if the system refuses
     */
    public void repair() throws IOException {
        mapped.errors().repair();
    }

    /**
     * Flushes all changes made through this view, as {@link #flush(long, long, Durability)}.
     *
     * @param durability the guarantee required before this method returns
     * @throws IOException as there
     */
    public void flush(Durability durability) throws IOException {
        flush(0, length(), durability);
    }

    /**
     * Flushes the changes of a range. Flush many ranges with one call on a range that covers them:
     * each call with {@link Durability#DEVICE} costs a flush of the device's cache.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param durability the guarantee required before this method returns
     * @throws FlushFailedException if the changes may not be durable: because this flush failed, or
     *     another flush of the file while it was under way, or because ranges of the file are
     *     pending and could not be flushed either; the exception says what to do
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the view is copy-on-write or memory, whose changes
     *     are never written to a file
     */
    public void flush(long offset, long length, Durability durability) throws IOException {
        mapped.flush(within(offset, length), durability);
    }

    /**
     * The ranges of this view that a requested flush failed to make durable; see {@link
     * FileMapping#pending()}. May be called on an unmapped view.
     *
     * @return ranges of the view in bytes, by offset; empty if nothing is pending
     */
    public List<ByteRange> pending() {
        return mapped.pending();
    }

    /**
     * Brings the whole view into memory and waits for it.
     *
     * @throws IOException as {@link #prefetch(List)}
     */
    public void prefetch() throws IOException {
        prefetch(List.of(new ByteRange(0, length())));
    }

    /**
     * Brings ranges into memory and waits for them, so that later accesses find them there. On the
     * Linux engine the thread waits in native code ({@code madvise(2)}, {@code
     * MADV_POPULATE_READ}, Linux 5.14), so a slow device does not delay the garbage collector, as
     * it does when Java code touches the page.
     *
     * @param ranges ranges of the view
     * @throws FileShrankException if the file ends before a range does
     * @throws PageUnreadableException if a page cannot be read
     * @throws IOException if the system refuses
     */
    public void prefetch(List<ByteRange> ranges) throws IOException {
        List<ByteRange> checked = List.copyOf(ranges);
        checked.forEach(mapped::within);
        mapped.prefetch(checked);
    }

    /**
     * Tells the system how the whole view is going to be used, as {@link #advise(long, long, Advice)}.
     *
     * @param advice the expected use
     * @return true if the system took the advice
     * @throws IOException if the system refuses
     */
    public boolean advise(Advice advice) throws IOException {
        return advise(0, length(), advice);
    }

    /**
     * Tells the system how a range is going to be used.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param advice the expected use
     * @return true if the system took the advice
     * @throws IOException if the system refuses
     */
    public boolean advise(long offset, long length, Advice advice) throws IOException {
        return mapped.advise(within(offset, length), advice);
    }

    /**
     * Locks the whole view in memory.
     *
     * @throws IOException if the system refuses
     */
    public void lock() throws IOException {
        lock(0, length());
    }

    /**
     * Reads a range into memory and keeps it there until it is unlocked or unmapped. Locks do not
     * nest: one unlock undoes any number of locks ({@code mlock(2)}). Locking does not copy the
     * pages of a copy-on-write view, which keep following the file.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws MappingLimitException if the process may not lock so much (RLIMIT_MEMLOCK)
     * @throws IOException if the system refuses
     */
    public void lock(long offset, long length) throws IOException {
        mapped.lock(within(offset, length));
    }

    /**
     * Unlocks the whole view.
     *
     * @throws IOException if the system refuses
     */
    public void unlock() throws IOException {
        unlock(0, length());
    }

    /**
     * Unlocks a range. Pages that are not locked stay as they are.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws IOException if the system refuses
     */
    public void unlock(long offset, long length) throws IOException {
        mapped.unlock(within(offset, length));
    }

    /**
     * Takes the pages of the whole view out of the process's working set.
     *
     * @throws IOException if the system refuses
     */
    public void trim() throws IOException {
        trim(0, length());
    }

    /**
     * Takes the pages of a range out of the process's working set. No change is lost: changed pages
     * stay in the file cache until they are written. The next access finds the page in the cache or
     * reads it again. In a copy-on-write view, pages that cannot be evicted remain in the working
     * set: private pages when there is no swap, and pages that are also mapped elsewhere.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws MappingException if pages of the range are locked; unlock them first
     * @throws IOException if the system refuses
     */
    public void trim(long offset, long length) throws IOException {
        mapped.trim(within(offset, length));
    }

    /**
     * Returns the state of each page of the view, without touching any.
     *
     * @return the state of the pages
     * @throws IOException as {@link #pages(long, long)}
     */
    public PageMap pages() throws IOException {
        return pages(0, length());
    }

    /**
     * Returns the state of each page of a range, without touching any. On an engine that does not
     * see page states, all of them are unknown.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @return the state of the pages that hold the range
     * @throws IllegalArgumentException if the range has more than 2^31-3 pages
     * @throws IOException if the system cannot be asked
     */
    public PageMap pages(long offset, long length) throws IOException {
        return mapped.pages(within(offset, length));
    }

    /**
     * {@return what the file cache holds of the view's part of the file, as counts: much cheaper
     * than {@link #pages()}; empty if the system does not expose it}
     */
    public Optional<CacheCounts> cached() {
        return mapped.cached();
    }

    /**
     * Makes the view longer, in place or elsewhere in the address space; grow the mapping first.
     * Private pages of a copy-on-write view are kept. Segments taken before are dead afterwards:
     * take {@link #segment()} again. The portable engine recognises a private page only by its
     * content: a page that equals the file follows the file again, and nobody may write to the view
     * or the file meanwhile.
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
        mapped.remap(newLength);
    }

    /**
     * Unmaps the view now. When this method returns, the address range is invalid and free for
     * other use. Waits for other calls on this view that are under way. Closing again does nothing.
     *
     * @throws IllegalStateException if the segment is in use by a native call or channel I/O of
     *     another thread; the view stays mapped
     * @throws WrongThreadException if the view is confined to another thread; it stays mapped
     * @throws UncheckedIOException if the system refuses to unmap; the view is dead all the same
     */
    @Override
    public void close() {
        mapped.close();
    }

    /**
     * Returns a name for the view, even if it has been unmapped.
     *
     * @return for example {@code view 17 of data.bin [offset 0, length 4096] at 0x7f0000000000}
     */
    @Override
    public String toString() {
        return mapped.toString();
    }

    private ByteRange within(long offset, long length) {
        return mapped.within(new ByteRange(offset, length));
    }
}
