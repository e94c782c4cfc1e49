package io.fileview.spi;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.pages.CacheCounts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A file, or memory without a file, that an engine has opened. It can be read, written, resized,
 * mapped range by range, flushed and locked. Optional capabilities, such as {@link
 * #writebackRepair()}, are interfaces of their own.
 *
 * <p>Thread-safe, except that {@link #close} is called once, after all ranges have been unmapped
 * and all other calls have returned. If a thread is interrupted in a call, the file stays open and
 * the interrupt status is preserved. The caller checks the arguments of all methods, and passes
 * only native segments to {@link #read} and {@link #write}.
 */
public interface EngineFile extends AutoCloseable {
    /**
     * {@return a name for messages: the location as it was given, or a description if there is
     * none}
     */
    String name();

    /**
     * {@return the identity of the file; all openings of one file in this process return identities
     * with equal keys}
     */
    FileIdentity identity();

    /** {@return true if the file did not exist before this opening created it} */
    boolean created();

    /** {@return the size in bytes of a page, the unit in which files are mapped and inspected} */
    long pageSize();

    /**
     * {@return the current size of the file in bytes}
     *
     * @throws IOException if the size cannot be determined
     */
    long size() throws IOException;

    /**
     * Extends the file with zeros to at least the given size. Has no effect if the file is already
     * that large. Never shrinks the file and never changes existing bytes, even if other processes
     * extend it at the same time.
     *
     * @param newSize bytes
     * @param sparse true to allocate no blocks, where the file system supports sparse files
     * @throws io.fileview.DiskFullException if the file system or a quota is full; the file keeps
     *     its size
     * @throws IOException if another I/O error occurs; the file keeps its size
     */
    void extend(long newSize, boolean sparse) throws IOException;

    /**
     * Shrinks the file.
     *
     * @param newSize bytes, no more than {@link #size()}
     * @throws IOException if an I/O error occurs
     */
    void truncate(long newSize) throws IOException;

    /**
     * Allocates blocks for ranges, where the operating system supports it, so that later writes to
     * them cannot fail for lack of space. The content of the file does not change.
     *
     * @param ranges ranges of the file
     * @throws io.fileview.DiskFullException if the file system or a quota is full
     * @throws IOException if another I/O error occurs
     */
    void reserve(List<ByteRange> ranges) throws IOException;

    /**
     * Reads bytes until the segment is full or the file ends.
     *
     * @param into the segment to fill
     * @param position bytes from the start of the file
     * @return the number of bytes read, less than the size of the segment only at the end of the
     *     file
     * @throws io.fileview.PageUnreadableException if bytes cannot be read
     * @throws IOException if another I/O error occurs
     */
    long read(MemorySegment into, long position) throws IOException;

    /**
     * Writes all bytes of a segment, extending the file if necessary.
     *
     * @param from the segment to write
     * @param position bytes from the start of the file
     * @throws io.fileview.DiskFullException if the file system or a quota is full; some bytes may
     *     have been written
     * @throws IOException if another I/O error occurs; some bytes may have been written
     */
    void write(MemorySegment from, long position) throws IOException;

    /**
     * Maps a range.
     *
     * @param request the range, and how to map it
     * @return the mapped range
     * @throws IOException if the range cannot be mapped; nothing has been mapped
     */
    MappedRange map(MapRequest request) throws IOException;

    /**
     * Flushes the changes of a range, whether they were made through this opening, through another
     * opening or through a mapped range.
     *
     * @param range a range of the file; more may be flushed. The caller checks before and after the
     *     call whether the file still has it
     * @param durability the guarantee required before this method returns
     * @param live all writable ranges of the file that are mapped through this engine, for
     *     operating systems that must flush each of them before the file; can be iterated any
     *     number of times
     * @throws io.fileview.FlushFailedException if the changes may not be durable
     * @throws IOException if another I/O error occurs
     */
    void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException;

    /**
     * Flushes all changes of a file that has no mapped ranges, with {@link Durability#DEVICE}.
     *
     * @throws io.fileview.FlushFailedException if the changes may not be durable; a later flush is
     *     of no use unless the bytes are rewritten first
     * @throws IOException if another I/O error occurs
     */
    default void flush() throws IOException {
        flush(new ByteRange(0, Long.MAX_VALUE), Durability.DEVICE, List.of());
    }

    /**
     * Makes durable the size of the file and, if this opening created the file, its directory
     * entry. Has no effect if this opening changed neither since the last flush with {@link
     * Durability#DEVICE}.
     *
     * @throws io.fileview.FlushFailedException if they may not be durable
     * @throws IOException if another I/O error occurs
     */
    void flushMetadata() throws IOException;

    /**
     * Removes the file if this opening created it, unless the file's name denotes another file by
     * now.
     *
     * @throws IOException if it cannot be removed
     */
    void discardCreated() throws IOException;

    /**
     * Acquires an advisory lock on one byte, which may lie beyond the end of the file. The lock
     * conflicts with locks of every other opening of the file, even in this process. It is released
     * when the file is closed or the process ends.
     *
     * @param position the offset of the byte
     * @param shared true for a shared lock; an exclusive one requires a writable file
     * @param limit the time to wait; zero to try once
     * @return true if the lock was acquired; false if another opening still holds a conflicting
     *     lock when the time has elapsed
     * @throws IOException if an I/O error occurs
     */
    boolean lock(long position, boolean shared, Duration limit) throws IOException;

    /**
     * Releases a lock.
     *
     * @param position the offset of the byte
     * @throws IOException if an I/O error occurs
     */
    void unlock(long position) throws IOException;

    /**
     * Returns aggregate counts of what the file cache holds of a range.
     *
     * @param range a range of the file
     * @return the counts; empty if the operating system does not expose them
     */
    default Optional<CacheCounts> cached(ByteRange range) {
        return Optional.empty();
    }

    /**
     * {@return the capability to recover from failed write-back, the same object at each call;
     * empty if the engine does not support it}
     */
    default Optional<WritebackRepair> writebackRepair() {
        return Optional.empty();
    }

    /**
     * {@return the capability to share blocks with another file; empty if the engine does not
     * support it}
     */
    default Optional<BlockCloning> blockCloning() {
        return Optional.empty();
    }

    /**
     * Closes the file and releases its locks. Does not flush the file, so changes that have not
     * been flushed may be lost.
     */
    @Override
    void close();
}
