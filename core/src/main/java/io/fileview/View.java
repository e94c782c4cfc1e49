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
 * <p><b>Hazard.</b> If a page can no longer be read, guarded access throws an {@link
 * IOException} immediately; access to the raw segment returns garbage or ends the process, as described there.
 *
 * <p><b>Lifetime.</b> The view is mapped until {@link #close()}, which unmaps it immediately: when {@code close}
 * returns, its address range is invalid and free for other use. Any later use of the view or
 * its segment throws {@link IllegalStateException}; it never reads other memory. A view
 * may outlive its {@link FileMapping}. A leaked view, one that becomes unreachable without being closed, is
 * then unmapped, counted, and reported once through the {@link System.Logger} {@code io.fileview}.
 * On the Linux engine its segment keeps the view reachable. On the portable engine it does not: keep a
 * reference to the view as long as you use its segment.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, except that a view mapped {@link
 * ViewBuilder#threadConfined()} can be unmapped, remapped and accessed only by its own thread. {@code
 * close} waits for calls of other threads on this view that are under way, such as a flush.
 *
 * <p>Ranges passed to the methods count bytes from the start of the view, and are extended to whole
 * pages where the system knows nothing smaller. A range with a negative offset or length throws {@link
 * IllegalArgumentException}. Every method that does not say otherwise throws {@link IllegalStateException} if the view is unmapped.
 */
public final class View implements AutoCloseable {
    private final MappedView mapped;

    View(MappedView mapped) {
        this.mapped = mapped;
    }

    /**
     * Returns access that reports a page which cannot be read or written as an exception, at the access.
     *
     * @return the accessor, in native byte order; create one and reuse it
     */
    public GuardedAccess guarded() {
        return mapped.guarded();
    }

    /**
     * Returns the bytes of the view for direct access, which cannot detect bad pages. If the file was truncated
     * or a page cannot be read, compiled code reads garbage and the JVM throws an {@link InternalError}
     * later, in whatever code is running then. Checksums, inflaters, vectors, native code, an interpreted
     * compare-and-set and, on x86-64, an int that compiled code reads as a long end the process.
     *
     * <p>Take the segment once and keep it for a loop; it is valid until the view is closed or remapped.
     *
     * @return exactly {@link #length()} bytes; read-only for a read-only view
     * @throws UnsupportedOperationException if the engine holds the pages of the view in software, because the kernel cannot
     *     map the file; {@link #guarded()} reads and writes it all the same
     */
    public MemorySegment segment() {
        return mapped.segment();
    }

    /**
     * Returns the view's base address, or its last base address if it has been unmapped.
     *
     * @return the address; 0 if the view has no segment
     */
    public long address() {
        return mapped.address();
    }

    /**
     * Returns the offset of the view in the file, even if the view has been unmapped.
     *
     * @return bytes from the start of the file
     */
    public long offset() {
        return mapped.offset();
    }

    /**
     * Returns the length of the view, even if it has been unmapped.
     *
     * @return bytes
     */
    public long length() {
        return mapped.length();
    }

    /**
     * Returns the protection that the view was mapped with.
     *
     * @return the protection
     */
    public Protection protection() {
        return mapped.protection();
    }

    /**
     * Returns the file.
     *
     * @return its path as it was given; empty for memory and for a file named by a URI
     */
    public Optional<Path> path() {
        return FileMapping.path(mapped.opening());
    }

    /**
     * Returns the page size of the file: the unit of mapping and of page states.
     *
     * @return bytes
     */
    public long pageSize() {
        return mapped.pageSize();
    }

    /**
     * Tells whether the view is mapped.
     *
     * @return false once it has been unmapped
     */
    public boolean isMapped() {
        return mapped.isMapped();
    }

    /**
     * Tells whether writing to this view changes the file of a mapping.
     *
     * @param mapping any mapping
     * @return true if the view is {@link Protection#READ_WRITE} and of the same file, through whichever name or engine
     */
    public boolean writesTo(FileMapping mapping) {
        return mapped.dirtiesFile() && mapped.opening().file() == mapping.opening().file();
    }

    /**
     * Tells whether the file still covers the whole view.
     *
     * @return false if the file has been truncated below the end of the view
     * @throws IOException if the system does not tell
     */
    public boolean isCovered() throws IOException {
        return coveredLength() == length();
    }

    /**
     * Returns how much of the view the file still covers.
     *
     * @return bytes from the start of the view, 0 to {@link #length()}
     * @throws IOException if the system does not tell
     */
    public long coveredLength() throws IOException {
        return mapped.errors().coveredLength();
    }

    /**
     * Makes a view usable again after its file has grown again or its device has come back: re-reads the pages that
     * guarded access found unreadable. No other page needs repair: the kernel faults them in again on the next access. What
     * was written to a page that was truncated is lost, even in a copy-on-write view.
     *
     * @throws FileShrankException if the file still ends before the view does
     * @throws PageUnreadableException if a page still cannot be read
     * @throws IOException if the system refuses
     */
    public void repair() throws IOException {
        mapped.errors().repair();
    }

    /**
     * Flushes all changes made through this view.
     *
     * @param durability the guarantee required before this method returns
     * @throws FlushFailedException as {@link #flush(long, long, Durability)}
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the view is copy-on-write or memory, whose
     *     changes are never written to a file
     */
    public void flush(Durability durability) throws IOException {
        flush(0, length(), durability);
    }

    /**
     * Flushes the changes of a range. Flush many ranges with one call on a range
     * that covers them: each call with {@link Durability#DEVICE} costs a flush of the device's cache.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param durability the guarantee required before this method returns
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws FlushFailedException if the changes may not be durable: because this flush failed, or another flush of the file
     *     while it was under way, or because ranges of the file are pending and could not be
     *     flushed either; the exception says what to do
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the view is copy-on-write or memory, whose
     *     changes are never written to a file
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
     * @throws IndexOutOfBoundsException if a range ends after the view
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
     * Tells the system how the whole view is going to be used.
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
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws IOException if the system refuses
     */
    public boolean advise(long offset, long length, Advice advice) throws IOException {
        return mapped.advise(within(offset, length), advice);
    }

    /**
     * Locks the whole view in memory.
     *
     * @throws IOException as {@link #lock(long, long)}
     */
    public void lock() throws IOException {
        lock(0, length());
    }

    /**
     * Reads a range into memory and keeps it there until it is unlocked or unmapped. Locks do not
     * nest: one unlock undoes any number of locks ({@code mlock(2)}). Locking does not copy the pages of a copy-on-write
     * view, which keep following the file.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws MappingLimitException if the process may not lock so much (RLIMIT_MEMLOCK)
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the engine cannot lock pages
     */
    public void lock(long offset, long length) throws IOException {
        mapped.lock(within(offset, length));
    }

    /**
     * Unlocks the whole view.
     *
     * @throws IOException as {@link #unlock(long, long)}
     */
    public void unlock() throws IOException {
        unlock(0, length());
    }

    /**
     * Unlocks a range. Pages that are not locked stay as they are.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the engine cannot lock pages
     */
    public void unlock(long offset, long length) throws IOException {
        mapped.unlock(within(offset, length));
    }

    /**
     * Takes the pages of the whole view out of the process's working set.
     *
     * @throws IOException as {@link #trim(long, long)}
     */
    public void trim() throws IOException {
        trim(0, length());
    }

    /**
     * Takes the pages of a range out of the process's working set. No change is lost: changed pages
     * stay in the file cache until they are written. The next access finds the page in the cache or
     * reads it again. In a copy-on-write view, pages that cannot be evicted remain in the working set: private pages when there is
     * no swap, and pages that are also mapped elsewhere.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws MappingException if pages of the range are locked; unlock them first
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the engine cannot trim
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
     * Returns the state of each page of a range, without touching any. On an engine that does not see page states, all of
     * them are unknown.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @return the state of the pages that hold the range
     * @throws IllegalArgumentException if the range has more than 2^31-3 pages
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws IOException if the system cannot be asked
     */
    public PageMap pages(long offset, long length) throws IOException {
        ByteRange bytes = within(offset, length);
        if (length / pageSize() >= Integer.MAX_VALUE - 2) {
            throw new IllegalArgumentException(
                    length
                            + " bytes have more pages than one page map can hold ("
                            + (Integer.MAX_VALUE - 2)
                            + "); ask for smaller ranges");
        }
        return mapped.pages(bytes);
    }

    /**
     * Returns what the file cache holds of the view's part of the file, as counts: much cheaper than {@link
     * #pages()}.
     *
     * @return the counts; empty if the system does not expose them
     */
    public Optional<CacheCounts> cached() {
        return mapped.cached();
    }

    /**
     * Makes the view longer, in place or elsewhere in the address space; grow the mapping first.
     * Private pages of a copy-on-write view are kept. Segments taken before are dead afterwards: take
     * {@link #segment()} again. The portable engine recognises a private page only by its content: a page
     * that equals the file follows the file again, and nobody may write to the view or the file meanwhile.
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
        mapped.remap(newLength);
    }

    /**
     * Unmaps the view now. When this method returns, the address range is invalid and free for other use. Waits
     * for other calls on this view that are under way. Closing again does nothing.
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
