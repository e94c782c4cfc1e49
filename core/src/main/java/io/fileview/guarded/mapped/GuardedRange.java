package io.fileview.guarded.mapped;

import io.fileview.ByteRange;
import io.fileview.spi.SoftwarePages;
import io.fileview.spi.SystemCopies;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The part of a view that guarded access needs. {@code toString} describes the view in messages.
 */
public interface GuardedRange {
    /**
     * Returns the current segment.
     *
     * @throws IllegalStateException if the view is unmapped; the message names it
     * @throws UnsupportedOperationException if the view has software pages instead
     */
    MemorySegment segment();

    /**
     * Returns the pages of a view without a segment.
     *
     * @throws IllegalStateException if the view is unmapped; the message names it
     */
    Optional<SoftwarePages> softwarePages();

    /**
     * Returns the copies of bytes that the engine makes by system calls; empty if it makes none.
     *
     * @throws IllegalStateException if the view is unmapped; the message names it
     */
    Optional<SystemCopies> systemCopies();

    /** A use of the current segment that may take long. */
    interface Use {
        void make() throws IOException;
    }

    /**
     * Makes a use, during which nobody unmaps or remaps the view: whoever wants to waits until it
     * has ended. An interrupt neither ends it nor prevents it.
     *
     * @throws IllegalStateException if the view is unmapped; the message names it
     */
    void keepingMapped(Use use) throws IOException;

    /** Returns the current length of the view in bytes. */
    long length();

    /** Returns the offset of the view in the file, in bytes. */
    long offset();

    /** Returns whether the view may be written. */
    boolean isWritable();

    /** Returns the file, for messages. */
    String fileName();

    /** Returns the current size of the file in bytes. */
    long fileSize() throws IOException;

    /** Returns the page size in bytes. */
    long pageSize();

    /**
     * Returns who receives the signal of an unreadable page instead of the JVM, as a noun; empty if
     * it is the JVM, or if that is not known.
     */
    Optional<String> otherHandlerOfPageErrors();

    /** Reads a range of the view into memory, or throws. */
    void prefetch(ByteRange range) throws IOException;

    /** Returns whether the file is in memory, in a file system that has no room left. */
    boolean lacksRoomInMemory();
}
