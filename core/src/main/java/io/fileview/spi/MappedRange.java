package io.fileview.spi;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.PageMap;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A range of a section in the address space. The caller checks arguments, and calls neither {@link
 * #unmap} nor {@link #remap} while another call is under way, nor anything after {@link #unmap}.
 * Ranges of bytes count from the first byte of this range.
 */
public interface MappedRange {
    /**
     * Exactly the bytes asked for.
     *
     * @return the segment; another one after {@link #remap}
     */
    MemorySegment segment();

    /**
     * Unmaps the range now.
     *
     * @throws IllegalStateException if a native call or channel I/O of another thread is using the
     *     segment; the range stays mapped
     * @throws WrongThreadException if the range is confined to another thread; it stays mapped
     * @throws IOException if the system refuses; the segment is dead all the same
     */
    void unmap() throws IOException;

    /**
     * What unmaps the range when the program has lost it. It must not keep the anchor of the request
     * reachable. True if the range was unmapped, false if it stays mapped.
     *
     * @return the action; it is run at most once, on another thread, and never after {@link #unmap}
     */
    java.util.function.BooleanSupplier reclaim();

    /**
     * Makes the range longer, at the same or another address.
     *
     * @param newLength bytes, more than now; the range lies within the file
     * @throws IOException if the system refuses; the range is as long as before, or, should the
     *     system refuse that too, unmapped, which the scope of its segment tells
     * @throws IllegalStateException as {@link #unmap}
     */
    void remap(long newLength) throws IOException;

    /**
     * Makes changes durable.
     *
     * @param range which bytes
     * @param durability how far
     * @throws IOException if that failed
     */
    void flush(ByteRange range, Durability durability) throws IOException;

    /**
     * Brings ranges into memory and waits for them, in native code where the engine can.
     *
     * @param ranges which bytes
     * @throws IOException if a page cannot be read
     */
    void prefetch(List<ByteRange> ranges) throws IOException;

    /**
     * Gives advice.
     *
     * @param range which bytes
     * @param advice the advice
     * @return true if the system took it
     * @throws IOException if the system refuses the range
     */
    boolean advise(ByteRange range, Advice advice) throws IOException;

    /**
     * Locks the pages of a range in memory.
     *
     * @param range which bytes
     * @throws IOException if the system refuses
     */
    void lock(ByteRange range) throws IOException;

    /**
     * Undoes {@link #lock}.
     *
     * @param range which bytes
     * @throws IOException if the system refuses
     */
    void unlock(ByteRange range) throws IOException;

    /**
     * Takes the pages of a range out of the working set.
     *
     * @param range which bytes
     * @throws IOException if the system refuses
     */
    void trim(ByteRange range) throws IOException;

    /**
     * Looks at each page of a range without touching any.
     *
     * @param range which bytes
     * @return the state of the pages
     * @throws IOException if the system cannot be asked
     */
    PageMap pages(ByteRange range) throws IOException;

    /**
     * A part of this copy-on-write range, with a segment of its own. Unmapping the part ends the
     * life of its segment where the engine can arrange that, and leaves the pages, with their
     * changes, to this range. A part cannot be remapped, and dies with this range.
     *
     * @param range which bytes
     * @param anchor an object that should stay reachable as long as the part's segment, where the
     *     engine can arrange that
     * @return the part
     */
    MappedRange part(ByteRange range, Object anchor);

    /**
     * Where this copy-on-write range differs, or may differ, from the file: whole pages, cut to the
     * range, in order, neighbours joined.
     *
     * @return which bytes
     * @throws IOException if the system cannot be asked
     */
    List<ByteRange> changed() throws IOException;

    /**
     * Drops the changes of this copy-on-write range in whole pages, which then follow the file again.
     * Nobody may write to them meanwhile.
     *
     * @param ranges which bytes, as {@link #changed} gave them
     * @throws IOException if the system refuses; some may have been dropped
     */
    void discard(List<ByteRange> ranges) throws IOException;
}
