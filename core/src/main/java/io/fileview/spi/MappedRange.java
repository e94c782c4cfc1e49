package io.fileview.spi;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A mapped range of a file. It has either a segment in the address space, or, where the kernel
 * cannot map the file, {@link SoftwarePages}. The caller checks arguments, and calls neither {@link
 * #unmap} nor {@link #remap} while another call is under way, nor anything but {@link #isMapped}
 * after {@link #unmap}. Byte ranges count from the first byte of this range. Otherwise thread-safe.
 */
public interface MappedRange {
    /**
     * Exactly the bytes asked for.
     *
     * @return the segment, another one after {@link #remap}; empty if the range has {@link
     *     #softwarePages()} instead
     */
    Optional<MemorySegment> segment();

    /**
     * The bytes of a range that has no segment.
     *
     * @return the bytes; empty if the range has a segment
     */
    default Optional<SoftwarePages> softwarePages() {
        return Optional.empty();
    }

    /**
     * The length of the range now.
     *
     * @return bytes
     */
    long length();

    /**
     * Tells whether the range is mapped.
     *
     * @return false once it has been unmapped, or lost in a {@link #remap} that failed
     */
    boolean isMapped();

    /**
     * Tells whether the calling thread may access and unmap the range.
     *
     * @return false if the range is confined to another thread
     */
    boolean isAccessible();

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
     * Unmaps the range after the program has leaked it. The action must not keep the anchor of the
     * request reachable. It returns true if the range was unmapped, and false if it stays mapped.
     *
     * @return the action; it is run at most once, on another thread, and never after {@link #unmap}
     */
    BooleanSupplier reclaim();

    /**
     * Makes the range longer, at the same or another address.
     *
     * @param newLength bytes, more than now; the range lies within the file
     * @throws IOException if the system refuses; the range is as long as before, or, should the
     *     system refuse that too, unmapped, as {@link #isMapped} tells
     * @throws IllegalStateException as {@link #unmap}
     * @throws WrongThreadException as {@link #unmap}
     */
    void remap(long newLength) throws IOException;

    /**
     * Makes changes durable that were made through this range or, as far as the system cannot
     * separate them, in any other way.
     *
     * @param range which bytes of this range; more may be flushed
     * @param durability the guarantee required before this method returns
     * @param live as for {@link EngineFile#flush}
     * @throws io.fileview.FlushFailedException if changes may not be as durable as required
     * @throws IOException if the system refuses
     */
    void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException;

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
     * The ability to see page states and to take pages out of the working set.
     *
     * @return the ability; empty if the engine does not have it
     */
    default Optional<PageResidency> residency() {
        return Optional.empty();
    }

    /**
     * The ability to lock pages in memory.
     *
     * @return the ability; empty if the engine does not have it
     */
    default Optional<PageLocking> locking() {
        return Optional.empty();
    }

    /**
     * The ability to find and drop the private pages of a copy-on-write range.
     *
     * @return the ability; empty if the engine does not have it, or the range is not copy-on-write
     */
    default Optional<PrivatePages> privatePages() {
        return Optional.empty();
    }
}
