package io.fileview.spi;

import io.fileview.CacheCounts;
import io.fileview.Protection;
import java.io.IOException;
import java.util.Optional;

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
