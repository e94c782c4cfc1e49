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
 * A range of a file that is mapped into the address space. Read and write its bytes through {@link
 * #guarded()} if another process could truncate the file or the device could fail, and through
 * {@link #segment()} only if neither can happen.
 *
 * <p><b>Hazard.</b> If a page cannot be read, guarded access throws an {@link IOException} from the
 * method that accesses it. Access through the segment may instead return garbage, cause an {@link
 * InternalError} later, or terminate the JVM.
 *
 * <p><b>Lifetime.</b> The view stays mapped until {@link #close()}, even if its {@link FileMapping}
 * is closed first. When {@code close} returns, the address range has been unmapped and may be
 * reused; a later access through the view or its segment throws {@link IllegalStateException} and
 * never reaches other memory. {@link io.fileview.commit.CommitMapping} says what is different for
 * its views. A leaked view, one that becomes unreachable without being closed, is unmapped by a
 * cleaner, counted and logged as {@link ViewStatistics} describes. On the Linux engine, a reachable
 * segment keeps its view reachable. On the portable engine it does not: keep a reference to the
 * view as long as its segment is used. That engine never unmaps a leaked thread-confined view.
 *
 * <p><b>Threads.</b> Several threads may call methods of a view at the same time. {@code close} and
 * {@code remap} wait until other calls, such as a flush, have returned. A {@linkplain
 * ViewBuilder#threadConfined() thread-confined} view may be accessed, remapped and unmapped only by
 * the thread that mapped it, and on the portable engine outside Linux, if it is read-write, flushed
 * only by that thread.
 *
 * <p><b>Ranges</b> are in bytes from the start of the view. Operations that the kernel performs on
 * whole pages apply to every page that overlaps the range. Unless stated otherwise, a method throws
 * {@link IndexOutOfBoundsException} if its range ends beyond the end of the view, {@link
 * IllegalArgumentException} if its offset or length is negative, {@link IllegalStateException} if
 * the view is unmapped, and {@link UnsupportedOperationException} if the engine does not support
 * the operation.
 */
public final class View implements AutoCloseable {
    private final MappedView mapped;

    View(MappedView mapped) {
        this.mapped = mapped;
    }

    /**
     * {@return a new accessor, in native byte order} If a page cannot be accessed, the accessor
     * throws {@link FileShrankException} or {@link PageUnreadableException} at the access. Create
     * one and reuse it: threads may share it, and it stays valid when the view is remapped.
     */
    public GuardedAccess guarded() {
        return mapped.guarded();
    }

    /**
     * Returns the bytes of the view for direct access. If the file was truncated or a page cannot
     * be read, a read may return garbage. The JVM may throw an {@link InternalError}, from compiled
     * code possibly later and in unrelated code. Some accesses are known to terminate the JVM: by
     * native code; by the JDK's checksums, digests, inflaters and vector operations; by a
     * compare-and-set in the interpreter; on x86-64, a read of an int that is widened to a long.
     *
     * <p>The segment is valid until the view is closed or remapped. Obtain it once, not in a loop.
     *
     * @return a segment of exactly {@link #length()} bytes; read-only for a read-only view
     * @throws UnsupportedOperationException if the engine keeps the pages of the view in software
     */
    public MemorySegment segment() {
        return mapped.segment();
    }

    /**
     * {@return the base address of the view, or its last one if it has been unmapped; 0 if the view
     * has no bytes or no {@link #segment()}}
     */
    public long address() {
        return mapped.address();
    }

    /** {@return the view's offset in the file, in bytes, even if the view has been unmapped} */
    public long offset() {
        return mapped.offset();
    }

    /** {@return the view's length in bytes, even if the view has been unmapped} */
    public long length() {
        return mapped.length();
    }

    /** {@return the protection that the view was mapped with} */
    public Protection protection() {
        return mapped.protection();
    }

    /** {@return the path of the file as given; empty if there is no file or a URI was given} */
    public Optional<Path> path() {
        return FileMapping.path(mapped.opening());
    }

    /** {@return the size in bytes of a page, the unit in which the kernel maps files} */
    public long pageSize() {
        return mapped.pageSize();
    }

    /** {@return true until the view has been unmapped} */
    public boolean isMapped() {
        return mapped.isMapped();
    }

    /**
     * Returns whether this view is read-write and maps the same file as the given mapping.
     *
     * @param mapping any mapping
     * @return true if the view is {@link Protection#READ_WRITE} and maps the same file, whatever
     *     path or engine it was opened with, even through another mapping; false for memory
     */
    public boolean writesTo(FileMapping mapping) {
        return mapped.dirtiesFile() && mapped.opening().file() == mapping.opening().file();
    }

    /**
     * {@return whether the file still extends to the end of the view}
     *
     * @throws IOException if the size of the file cannot be determined
     */
    public boolean isCovered() throws IOException {
        return coveredLength() == length();
    }

    /**
     * {@return the number of bytes of the view, from its start, that still lie within the file}
     *
     * @throws IOException if the size of the file cannot be determined
     */
    public long coveredLength() throws IOException {
        return mapped.errors().coveredLength();
    }

    /**
     * Checks that the view can be accessed again after a failure: the file must extend to the end
     * of the view, and the pages that guarded access found unreadable are read again. This method
     * need not be called, because each access to an unreadable page tries to read it again. Changes
     * to a page that was truncated away are lost, even in a copy-on-write view.
     *
     * @throws FileShrankException if the file still ends before the view does
     * @throws PageUnreadableException if a page still cannot be read
     * @throws IOException if the size of the file cannot be determined
     */
    public void repair() throws IOException {
        mapped.errors().repair();
    }

    /**
     * Flushes all changes made through this view; see {@link #flush(long, long, Durability)}.
     *
     * @param durability the guarantee required before this method returns
     * @throws IOException as {@link #flush(long, long, Durability)}
     */
    public void flush(Durability durability) throws IOException {
        flush(0, length(), durability);
    }

    /**
     * Flushes the changes made to a range of this view; has no effect on memory and copy-on-write
     * views, whose changes have no file to go to. To flush many ranges, flush one that spans them:
     * each {@link Durability#DEVICE} call flushes the device's cache.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param durability the guarantee required before this method returns
     * @throws FlushFailedException if the changes may not be durable, because this flush or a
     *     concurrent flush of the file failed, or because {@linkplain FileMapping#pending()
     *     pending} ranges of the file could not be rewritten; the message says how to recover
     * @throws FileShrankException if the file ends before the range does; the rest was flushed
     * @throws IOException if another I/O error occurs
     * @throws UnsupportedOperationException if the view belongs to a commit mapping
     */
    public void flush(long offset, long length, Durability durability) throws IOException {
        mapped.flush(within(offset, length), durability);
    }

    /**
     * Returns the parts of the file's {@linkplain FileMapping#pending() pending} ranges that lie
     * within this view. May be called even if the view has been unmapped.
     *
     * @return ranges in bytes from the start of the view, in ascending order; may be empty
     */
    public List<ByteRange> pending() {
        return mapped.pending();
    }

    /**
     * Reads the whole view into memory and waits for the reads; see {@link #prefetch(List)}.
     *
     * @throws IOException as {@link #prefetch(List)}
     */
    public void prefetch() throws IOException {
        prefetch(List.of(new ByteRange(0, length())));
    }

    /**
     * Reads ranges, except holes, into memory and waits for the reads, so that later accesses rarely
     * wait for the device. On the Linux engine the thread waits in native code: unlike a page fault
     * in Java code, a slow read then delays no garbage collection.
     *
     * @param ranges ranges in bytes from the start of the view
     * @throws FileShrankException if the file ends before a range does
     * @throws PageUnreadableException if a page cannot be read
     * @throws IOException if another I/O error occurs
     */
    public void prefetch(List<ByteRange> ranges) throws IOException {
        List<ByteRange> checked = List.copyOf(ranges);
        checked.forEach(range -> within(range.offset(), range.length()));
        mapped.prefetch(checked);
    }

    /**
     * Advises how the whole view will be used; see {@link #advise(long, long, Advice)}.
     *
     * @param advice the expected use
     * @return true if the advice was accepted
     * @throws IOException as {@link #advise(long, long, Advice)}
     */
    public boolean advise(Advice advice) throws IOException {
        return advise(0, length(), advice);
    }

    /**
     * Advises the operating system how a range will be used.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param advice the expected use
     * @return true if the operating system accepted the advice; false if it was ignored
     * @throws IOException if an I/O error occurs
     */
    public boolean advise(long offset, long length, Advice advice) throws IOException {
        return mapped.advise(within(offset, length), advice);
    }

    /**
     * Locks the whole view in memory; see {@link #lock(long, long)}.
     *
     * @throws IOException as {@link #lock(long, long)}
     */
    public void lock() throws IOException {
        lock(0, length());
    }

    /**
     * Reads a range into memory and locks it there until it is unlocked or unmapped; one unlock undoes
     * any number of locks ({@code mlock(2)}). No page becomes private. Holes take up space on tmpfs.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws MappingLimitException if RLIMIT_MEMLOCK, the memory cgroup or the machine has no room
     * @throws DiskFullException if the file system is in memory and has no room for the holes
     * @throws FileShrankException if the file ends before the range
     * @throws IOException if another I/O error occurs
     */
    public void lock(long offset, long length) throws IOException {
        mapped.lock(within(offset, length));
    }

    /**
     * Unlocks the whole view; see {@link #unlock(long, long)}.
     *
     * @throws IOException as {@link #unlock(long, long)}
     */
    public void unlock() throws IOException {
        unlock(0, length());
    }

    /**
     * Unlocks a range. Has no effect on pages that are not locked.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws IOException if an I/O error occurs
     */
    public void unlock(long offset, long length) throws IOException {
        mapped.unlock(within(offset, length));
    }

    /**
     * Removes the pages of the whole view from the working set; see {@link #trim(long, long)}.
     *
     * @throws IOException as {@link #trim(long, long)}
     */
    public void trim() throws IOException {
        trim(0, length());
    }

    /**
     * Removes the pages of a range from the process's working set; the next access to a page faults
     * it in again. No change is lost: changes to the file stay in the file cache until they are
     * written, and private pages move to swap space. Pages of a copy-on-write view may stay in the
     * working set: a private page if there is no swap space, and any other page if another view or
     * process has mapped it.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws MappingException if pages of the range are locked; unlock them first
     * @throws IOException if another I/O error occurs
     */
    public void trim(long offset, long length) throws IOException {
        mapped.trim(within(offset, length));
    }

    /**
     * {@return a snapshot of the state of each page; see {@link #pages(long, long)}}
     *
     * @throws IOException as {@link #pages(long, long)}
     */
    public PageMap pages() throws IOException {
        return pages(0, length());
    }

    /**
     * Returns the state of every page that overlaps the range, without accessing these pages. If
     * the engine cannot observe pages, it reports all states as unknown, with one exception: for a
     * view that is not copy-on-write, it reports that no page is private.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @return a snapshot of the states
     * @throws IllegalArgumentException if the length is 2^31-3 pages or more
     * @throws IOException if the operating system cannot be queried
     */
    public PageMap pages(long offset, long length) throws IOException {
        return mapped.pages(within(offset, length));
    }

    /**
     * {@return aggregate counts of the pages of the view in the operating system's file cache;
     * empty in the same cases as {@link FileMapping#cached()}} Costs less than {@link #pages()}.
     */
    public Optional<CacheCounts> cached() {
        return mapped.cached();
    }

    /**
     * Extends the view, in place or by moving it to another address. The program must call {@link
     * #segment()} again, because segments obtained before may be invalid, even if this method
     * throws. Accessors from {@link #guarded()} stay valid. Private pages are kept. If this method
     * throws, the length is unchanged, or the view is unmapped because its old range cannot be
     * restored.
     *
     * <p>While the portable engine remaps a copy-on-write view, no thread may write to the view and
     * no thread or process may write to the file. Private pages that equal the file become shared.
     *
     * @param newLength bytes, no less than {@link #length()}
     * @throws IllegalArgumentException if the view would be shorter, or would end beyond 2^63-1
     * @throws BeyondEndException if the view would end beyond the mapping; grow the mapping first
     * @throws FileShrankException if the view would end beyond the file
     * @throws MappingLimitException if there is not enough address space
     * @throws IOException if another I/O error occurs
     * @throws UnsupportedOperationException if the view belongs to a commit mapping
     * @throws IllegalStateException if the view is unmapped, or in use as for {@link #close()}
     * @throws WrongThreadException if the view is confined to another thread
     */
    public void remap(long newLength) throws IOException {
        mapped.remap(newLength);
    }

    /**
     * Unmaps the view. Waits until other threads have returned from their calls to this view, even
     * if interrupted, but no longer than {@link MappingBuilder#waitLimit}. When this method
     * returns, the range has been unmapped. Closing a closed view has no effect.
     *
     * @throws IllegalStateException if another thread is using the segment in a native call or
     *     channel I/O, calls of other threads have not returned in time, or this thread itself is
     *     making a call on the view; the view stays mapped
     * @throws WrongThreadException if the view is confined to another thread; it stays mapped
     * @throws UncheckedIOException if unmapping the range fails; the view is closed nevertheless
     */
    @Override
    public void close() {
        mapped.close();
    }

    /**
     * {@return a description of the view, such as {@code view 17 of data.bin [offset 0, length
     * 4096] at 0x7f0000000000}, even if it has been unmapped}
     */
    @Override
    public String toString() {
        return mapped.toString();
    }

    private ByteRange within(long offset, long length) {
        return mapped.within(offset, length);
    }
}
