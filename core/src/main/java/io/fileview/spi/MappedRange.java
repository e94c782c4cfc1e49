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
 * A mapped range of a file. It has either a segment in the address space or, where the kernel
 * cannot map the file, {@link SoftwarePages}. The byte ranges that its methods take or return count
 * from the first byte of the mapped range. The caller checks the arguments of all methods.
 * Thread-safe, except that the caller calls neither {@link #unmap} nor {@link #remap} while another
 * call is in progress, and calls nothing but {@link #isMapped} after {@link #unmap}.
 */
public interface MappedRange {
    /**
     * Returns a segment of exactly the requested bytes. After {@link #remap} this method returns
     * another segment, and the old one is no longer alive.
     *
     * @return the segment; empty if the range has {@link #softwarePages()} instead
     */
    Optional<MemorySegment> segment();

    /** {@return access to the bytes of the range if it has no {@link #segment}; otherwise empty} */
    default Optional<SoftwarePages> softwarePages() {
        return Optional.empty();
    }

    /** {@return the current length of the range in bytes} */
    long length();

    /**
     * {@return true until the range is unmapped, by {@link #unmap} or by a failed {@link #remap}}
     */
    boolean isMapped();

    /**
     * {@return whether the calling thread may access, remap and unmap the range: false if the range
     * is confined to another thread}
     */
    boolean isAccessible();

    /** {@return whether the range is a {@linkplain PrivatePages#part part} of a private range} */
    default boolean isPart() {
        return false;
    }

    /**
     * Unmaps the range.
     *
     * @throws IllegalStateException if another thread is using the segment in a native call or
     *     channel I/O; the range stays mapped
     * @throws WrongThreadException if the range is confined to another thread; it stays mapped
     * @throws IOException if the operating system cannot unmap the range; the segment is closed
     *     nevertheless
     */
    void unmap() throws IOException;

    /**
     * Returns an action that unmaps the range if it is leaked. The action must not keep the anchor
     * of the request reachable. It returns true if it has unmapped the range, and false if the
     * range stays mapped. It is run at most once, by another thread, and not after {@link #unmap}.
     *
     * @return the action
     */
    BooleanSupplier reclaim();

    /**
     * Extends the range, in place or by moving it to another address.
     *
     * @param newLength bytes, more than {@link #length()}; the extended range lies within the file
     * @throws IOException if the range cannot be extended; its length is unchanged, or {@link
     *     #isMapped} returns false if the old range could not be restored
     * @throws IllegalStateException as {@link #unmap}
     * @throws WrongThreadException as {@link #unmap}
     */
    void remap(long newLength) throws IOException;

    /**
     * Flushes changes that were made through this range. The engine may also flush other changes of
     * the file.
     *
     * @param range a byte range within this range; more may be flushed
     * @param durability the guarantee required before this method returns
     * @param live as for {@link EngineFile#flush}
     * @throws io.fileview.FlushFailedException if the changes may not be durable
     * @throws IOException if another I/O error occurs
     */
    void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException;

    /**
     * Reads ranges into memory and waits for the reads. If the engine can, it waits in native code.
     *
     * @param ranges byte ranges within this range
     * @throws IOException if a page cannot be read
     */
    void prefetch(List<ByteRange> ranges) throws IOException;

    /**
     * Advises the operating system how a range will be used.
     *
     * @param range a byte range within this range
     * @param advice the expected use
     * @return true if the advice was accepted; false if it is not supported
     * @throws IOException if an I/O error occurs
     */
    boolean advise(ByteRange range, Advice advice) throws IOException;

    /**
     * {@return the capability to observe page states and to remove pages from the working set;
     * empty if the engine does not support it}
     */
    default Optional<PageResidency> residency() {
        return Optional.empty();
    }

    /** {@return the capability to lock pages in memory; empty if the engine does not support it} */
    default Optional<PageLocking> locking() {
        return Optional.empty();
    }

    /**
     * {@return the capability to find and discard private pages; empty if the engine does not
     * support it or the range is not copy-on-write}
     */
    default Optional<PrivatePages> privatePages() {
        return Optional.empty();
    }
}
