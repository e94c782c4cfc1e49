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
 * A file, or memory, as an engine has it open: read and written at positions, resized, mapped range
 * by range, flushed and locked. What not every engine can do is an ability of its own, such as
 * {@link #writebackRepair()}.
 *
 * <p>Thread-safe, apart from {@link #close}, which is called once, after the last mapped range has
 * been unmapped and the last call has returned. An interrupt of a thread that uses the file neither
 * closes the file nor is lost. The caller checks arguments. Memory that is read into or written
 * from is native.
 */
public interface EngineFile extends AutoCloseable {
    /**
     * The name for messages.
     *
     * @return the location as it was given, or what stands for it
     */
    String name();

    /**
     * Which file this is.
     *
     * @return the identity, equal for all openings of the file in this process
     */
    FileIdentity identity();

    /**
     * Tells whether this opening created the file.
     *
     * @return true if the file did not exist before
     */
    boolean created();

    /**
     * The unit in which ranges of this file are mapped and page states are counted.
     *
     * @return bytes
     */
    long pageSize();

    /**
     * The size of the file now.
     *
     * @return bytes
     * @throws IOException if the system does not tell
     */
    long size() throws IOException;

    /**
     * Makes the file at least as large as given. Never makes it smaller and never changes a byte
     * that it has.
     *
     * @param newSize bytes
     * @param sparse true to leave the new part without blocks if the file system can
     * @throws io.fileview.DiskFullException if there is no room; the file keeps its size
     * @throws IOException if the file cannot be extended; it keeps its size
     */
    void extend(long newSize, boolean sparse) throws IOException;

    /**
     * Makes the file smaller.
     *
     * @param newSize bytes, no more than {@link #size()}
     * @throws IOException if the system refuses
     */
    void truncate(long newSize) throws IOException;

    /**
     * Preallocates ranges where the system can, so that later writes to them cannot fail for lack
     * of space.
     *
     * @param ranges ranges of the file
     * @throws io.fileview.DiskFullException if there is no room; no byte is changed
     * @throws IOException if the system refuses
     */
    void reserve(List<ByteRange> ranges) throws IOException;

    /**
     * Reads until the memory is full or the file ends.
     *
     * @param into where to
     * @param position bytes from the start of the file
     * @return the number of bytes read; fewer than asked for only at the end of the file
     * @throws io.fileview.PageUnreadableException if bytes cannot be read
     * @throws IOException if the system refuses
     */
    long read(MemorySegment into, long position) throws IOException;

    /**
     * Writes all of the memory, extending the file if necessary.
     *
     * @param from what
     * @param position bytes from the start of the file
     * @throws io.fileview.DiskFullException if there is no room; a part may have been written
     * @throws IOException if it cannot be written; a part may have been
     */
    void write(MemorySegment from, long position) throws IOException;

    /**
     * Maps a range.
     *
     * @param request which range, and how
     * @return the mapped range
     * @throws IOException if the system refuses; nothing is mapped then
     */
    MappedRange map(MapRequest request) throws IOException;

    /**
     * Makes changes durable, whichever way they were made: through this opening, another one or a
     * mapped range.
     *
     * @param range a range of the file; more may be flushed
     * @param durability the guarantee required before this method returns
     * @param live all writable ranges of this file that are mapped through this engine, for systems
     *     that must flush each of them before the file; it may be iterated any number of times, or
     *     never
     * @throws io.fileview.FlushFailedException if changes may not be as durable as required
     * @throws IOException if the system refuses
     */
    void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException;

    /**
     * Makes everything durable that was changed, whichever way, with {@link Durability#DEVICE}. For
     * a file that nobody has mapped.
     *
     * @throws io.fileview.FlushFailedException if that failed: another flush repairs nothing unless
     *     the bytes have been written again
     * @throws IOException if the system refuses
     */
    default void flush() throws IOException {
        flush(new ByteRange(0, Long.MAX_VALUE), Durability.DEVICE, List.of());
    }

    /**
     * Makes the size and, if this opening created the file, its directory entry durable, as far as
     * this opening changed them and no flush has made them durable since.
     *
     * @throws io.fileview.FlushFailedException if they may not be durable
     * @throws IOException if the system refuses
     */
    void flushMetadata() throws IOException;

    /**
     * Removes the file that this opening created, unless its name leads to another file by now.
     *
     * @throws IOException if it cannot be removed
     */
    void discardCreated() throws IOException;

    /**
     * Locks one byte, which may lie beyond the end of the file. Locks are advisory. They hold
     * against every other open file, of this process too, and are released when the file is closed
     * or the process ends. Interrupts are kept.
     *
     * @param position which byte
     * @param shared true for a lock that others may share; an exclusive one needs a writable file
     * @param limit how long to wait; zero to try once
     * @return false if another holds a conflicting lock when the limit has passed
     * @throws IOException if the system refuses
     */
    boolean lock(long position, boolean shared, Duration limit) throws IOException;

    /**
     * Releases a lock.
     *
     * @param position which byte
     * @throws IOException if the system refuses
     */
    void unlock(long position) throws IOException;

    /**
     * What the file cache holds of a range of the file.
     *
     * @param range a range of the file
     * @return the counts; empty if the system does not expose them
     */
    default Optional<CacheCounts> cached(ByteRange range) {
        return Optional.empty();
    }

    /**
     * The ability to recover from failed write-back.
     *
     * @return the ability, always the same object; empty if the engine does not have it
     */
    default Optional<WritebackRepair> writebackRepair() {
        return Optional.empty();
    }

    /**
     * The ability to share blocks with another file.
     *
     * @return the ability; empty if the engine does not have it
     */
    default Optional<BlockCloning> blockCloning() {
        return Optional.empty();
    }

    /** Closes the file and releases its locks. What was not flushed was never promised. */
    @Override
    void close();
}
