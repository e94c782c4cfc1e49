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
 * A mapped range of a file. Its bytes are accessed through a {@linkplain #segment memory segment}
 * or, if the operating system cannot map the file into the address space, through {@link
 * SoftwarePages}. Capabilities that not every engine supports, such as {@link PageLocking}, are
 * separate interfaces. An object that represents such a capability stays valid after {@link
 * #remap}, and then covers the new length.
 *
 * <p>The offset of a byte range that a method takes or returns is relative to the first byte of the
 * mapped range. The methods need not check their arguments, so the caller must pass valid
 * arguments.
 *
 * <p>A {@code MappedRange} is thread-safe, except that {@link #unmap} and {@link #remap} must not
 * be called while another call is in progress. Once the range has been unmapped, no method except
 * {@link #isMapped} may be called.
 */
public interface MappedRange {
    /**
     * Returns the segment that contains exactly the bytes of this range, or empty if the range has
     * {@link #softwarePages()} instead. A successful call of {@link #remap} replaces the segment:
     * from then on this method returns the new segment, and the old one is no longer alive. A failed
     * call of {@code remap} may do the same.
     *
     * @return the segment, or empty
     */
    Optional<MemorySegment> segment();

    /** {@return access to the bytes of the range; empty if the range has a {@link #segment}} */
    default Optional<SoftwarePages> softwarePages() {
        return Optional.empty();
    }

    /** {@return the current length of the range in bytes} */
    long length();

    /**
     * {@return true if the range is mapped; false after {@link #unmap}, or after a call of {@link
     * #remap} that failed and could not restore the old mapping}
     */
    boolean isMapped();

    /**
     * {@return true if the calling thread may access, remap and unmap the range; false if the range
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
     * @throws WrongThreadException if the range is confined to another thread; the range stays
     *     mapped
     * @throws IOException if the operating system cannot unmap the range; the segment is no longer
     *     alive nevertheless, and {@link #isMapped} returns false
     */
    void unmap() throws IOException;

    /**
     * Returns an action that unmaps the range if the range is leaked. A range is leaked if the
     * {@linkplain MapRequest#anchor() anchor} of its request becomes unreachable before the range
     * is unmapped. The action must not keep the anchor reachable, because then the leak could not
     * be detected.
     *
     * <p>Fileview runs the action in any thread, and never after {@link #unmap} has unmapped the
     * range. The action returns true if it has unmapped the range, and false if the range stays
     * mapped; then Fileview runs it again from time to time.
     *
     * @return the action
     */
    BooleanSupplier reclaim();

    /**
     * Extends the range, in place or by moving it to another address. The bytes do not change, and
     * the private pages of a copy-on-write range are kept. Parts of this range, created by {@link
     * PrivatePages#part}, must have been unmapped before.
     *
     * @param newLength the new length in bytes, which must be greater than {@link #length()}; the
     *     extended range must lie within the file
     * @throws IOException if the range cannot be extended; the range stays mapped with its old
     *     length, unless the engine could not restore the old mapping, in which case {@link
     *     #isMapped} returns false
     * @throws IllegalStateException if another thread is using the segment in a native call or
     *     channel I/O; the range is unchanged
     * @throws WrongThreadException if the range is confined to another thread; the range is
     *     unchanged
     * @throws UnsupportedOperationException if this range is a part of another range
     */
    void remap(long newLength) throws IOException;

    /**
     * Flushes the changes that were made to a part of the file through this mapped range. The engine
     * may flush other changes to the file as well. With {@link Durability#DEVICE}, this method also does what
     * {@link EngineFile#flushMetadata} does. The private pages of a copy-on-write range are never
     * flushed.
     *
     * @param range a byte range within this range; the engine may flush more than this range
     * @param durability the guarantee required before this method returns
     * @param live all writable ranges of the file that are mapped through this engine; the engine
     *     may iterate over them more than once
     * @throws io.fileview.FlushFailedException if the changes may not be durable
     * @throws IOException if another I/O error occurs
     * @throws WrongThreadException if the range is confined to another thread, and the engine
     *     cannot flush it in the calling thread
     */
    void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException;

    /**
     * Reads the pages of ranges into memory, and returns when they have been read. If the engine
     * can, it waits in native code, because a thread that waits there does not delay garbage
     * collections.
     *
     * @param ranges byte ranges within this range
     * @throws IOException if a page cannot be read
     */
    void prefetch(List<ByteRange> ranges) throws IOException;

    /**
     * Advises the operating system how the program will use a range.
     *
     * @param range a byte range within this range
     * @param advice the expected use
     * @return true if the operating system has accepted the advice; false if the engine or the
     *     operating system has ignored it
     * @throws IOException if an I/O error occurs
     */
    boolean advise(ByteRange range, Advice advice) throws IOException;

    /**
     * {@return the capability to observe page states and to remove pages from the working set of
     * the process; empty if the engine does not support it}
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

    /**
     * {@return the capability to copy bytes by calls of the operating system; empty if the engine
     * does not support it}
     */
    default Optional<SystemCopies> systemCopies() {
        return Optional.empty();
    }
}
