package io.fileview.spi;

import io.fileview.ByteRange;
import io.fileview.CacheCounts;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An open file, or memory, of which ranges can be mapped. Thread-safe. The caller checks arguments
 * and counts users; a section is closed once, after its last range has been unmapped.
 */
public interface Section {
    /**
     * Names the file in messages.
     *
     * @return its path as it was given, or what stands for it
     */
    String name();

    /**
     * Equal for two sections of one file and one engine, as long as either is open.
     *
     * @return the identity of the file
     */
    Object fileKey();

    /**
     * Tells whether the section created its file.
     *
     * @return true if no such file was there before
     */
    boolean created();

    /**
     * The size of the file now.
     *
     * @return bytes
     * @throws IOException if the system does not tell
     */
    long fileSize() throws IOException;

    /**
     * Makes the file at least so large; never makes it smaller and never changes a byte of it.
     *
     * @param newSize bytes
     * @param sparse true to leave the new part without blocks where the file system can
     * @throws IOException if it cannot grow; the file then has the size it had
     */
    void extend(long newSize, boolean sparse) throws IOException;

    /**
     * Sets the size of the file to less than it has.
     *
     * @param newSize bytes
     * @throws IOException if the system refuses
     */
    void truncate(long newSize) throws IOException;

    /**
     * Removes a file that this section created, after opening it went wrong.
     *
     * @throws IOException if the system refuses
     */
    void discardCreatedFile() throws IOException;

    /**
     * Maps a range.
     *
     * @param request which range, and how
     * @return the mapped range
     * @throws IOException if the system refuses; nothing is mapped then
     */
    MappedRange map(Request request) throws IOException;

    /**
     * What the file cache holds of a range of the file.
     *
     * @param offset bytes from the start of the file
     * @param length bytes
     * @return the counts, or empty where the system does not tell
     */
    Optional<CacheCounts> cached(long offset, long length);

    /**
     * Makes changes durable, through whatever range they were made.
     *
     * @param range which bytes of the file; more may be flushed
     * @param durability how far
     * @throws FlushFailedException if a change was not made durable
     * @throws IOException if the system refuses
     */
    void flush(ByteRange range, Durability durability) throws IOException;

    /**
     * Makes durable what belongs to the file as a whole, its size and its directory entry, as far as
     * this section changed it and no flush has settled it.
     *
     * @throws FlushFailedException if it was not made durable
     * @throws IOException if the system refuses
     */
    void flushMetadata() throws IOException;

    /**
     * Looks whether the system failed to write a change of the file since it was last asked through
     * this section.
     *
     * @param thoroughly false to ask only if that waits for nothing, true also if it takes a flush
     * @throws FlushFailedException if it did; told once
     */
    void lookForWriteError(boolean thoroughly) throws FlushFailedException;

    /**
     * Marks the pages of a range that are in the file cache as changed, without changing a byte, and
     * without losing what others write meanwhile. Other pages stay where they are.
     *
     * @param range which bytes of the file
     * @return the pages that are marked now, in ranges of the file
     * @throws IOException if a page could not be marked
     */
    List<ByteRange> dirtyAgain(ByteRange range) throws IOException;

    /**
     * Looks for bytes that have been flushed and that the file system would not read from the disk all
     * the same.
     *
     * @param ranges which bytes of the file
     * @return those of which this is so or cannot be known; empty where nothing is known against any
     * @throws IOException if the system refuses
     */
    List<ByteRange> notOnDisk(List<ByteRange> ranges) throws IOException;

    /**
     * Gives the file other blocks for what is {@link #notOnDisk}, without changing a byte, so that the
     * next flush writes it as if for the first time; it has to be dirtied before.
     *
     * @param ranges which bytes of the file
     * @return true if it was done for all
     */
    boolean takeFreshBlocks(List<ByteRange> ranges);

    /**
     * When the file was made, to tell it from one that had the same {@link #fileKey()} before.
     *
     * @return nanoseconds; empty where the system does not know
     */
    OptionalLong birth();

    /**
     * Whether pages of this file leave the file cache only as the system counts it for all files.
     *
     * @return false where they can disappear uncounted
     */
    boolean evictionsAreCounted();

    /** Closes the file. */
    void close();

    /**
     * What to map.
     *
     * @param offset bytes from the start of the file, at any alignment
     * @param length bytes, more than 0; the range lies within the file
     * @param protection what the range may do
     * @param confined true if only the calling thread may use the segment and unmap it
     * @param anchor an object that should stay reachable as long as the range's segment, where the
     *     engine can arrange that
     */
    record Request(
            long offset, long length, Protection protection, boolean confined, Object anchor) {}
}
