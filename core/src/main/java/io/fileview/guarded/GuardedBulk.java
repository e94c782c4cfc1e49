package io.fileview.guarded;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;

/**
 * The operations of {@link GuardedAccess} on ranges of bytes; see there for what all of them throw.
 */
public interface GuardedBulk {
    /**
     * Copies bytes of the view to an array.
     *
     * @param offset bytes from the start of the view
     * @param target the array
     * @param index the index in the array
     * @param length bytes
     * @throws IOException if a page cannot be read
     * @throws IndexOutOfBoundsException if the view or the array does not have that many bytes
     */
    void copyTo(long offset, byte[] target, int index, int length) throws IOException;

    /**
     * Copies bytes of an array to the view.
     *
     * @param offset bytes from the start of the view
     * @param source the array
     * @param index the index in the array
     * @param length bytes
     * @throws IOException if a page cannot be written
     * @throws IndexOutOfBoundsException if the view or the array does not have that many bytes
     */
    void copyFrom(long offset, byte[] source, int index, int length) throws IOException;

    /**
     * Copies bytes of the view to a segment. If the segment is mapped too, a bad page of the
     * segment is reported as one of this view.
     *
     * @param offset bytes from the start of the view
     * @param target the segment
     * @param targetOffset bytes from the start of the segment
     * @param length bytes
     * @throws IOException if a page cannot be read
     * @throws IndexOutOfBoundsException if the view or the segment does not have that many bytes
     */
    void copyTo(long offset, MemorySegment target, long targetOffset, long length)
            throws IOException;

    /**
     * Copies bytes of a segment to the view. If the segment is mapped too, a bad page of the
     * segment is reported as one of this view.
     *
     * @param offset bytes from the start of the view
     * @param source the segment
     * @param sourceOffset bytes from the start of the segment
     * @param length bytes
     * @throws IOException if a page cannot be written
     * @throws IndexOutOfBoundsException if the view or the segment does not have that many bytes
     */
    void copyFrom(long offset, MemorySegment source, long sourceOffset, long length)
            throws IOException;

    /**
     * Sets bytes to one value.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param value the value of each
     * @throws IOException if a page cannot be written
     */
    void fill(long offset, long length, byte value) throws IOException;

    /**
     * Writes bytes of the view to a channel. The channel gets a copy, because native code would end
     * the process at a bad page.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param channel a channel in blocking mode
     * @throws IOException if a page cannot be read, or the channel cannot be written
     */
    void writeTo(long offset, long length, WritableByteChannel channel) throws IOException;

    /**
     * Reads bytes of a channel into the view.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param channel a channel in blocking mode
     * @throws EOFException if the channel ends first; the bytes that it had are in the view
     * @throws IOException if a page cannot be written, or the channel cannot be read
     */
    void readFrom(long offset, long length, ReadableByteChannel channel) throws IOException;

    /**
     * The checksum CRC-32C of bytes of the view.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @return the checksum, 0 to 2^32-1
     * @throws IOException if a page cannot be read
     */
    long crc32c(long offset, long length) throws IOException;

    /**
     * Updates a digest with bytes of the view.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param digest what to update
     * @throws IOException if a page cannot be read; the digest may have been updated with a part of
     *     the bytes
     */
    void digest(long offset, long length, MessageDigest digest) throws IOException;

    /**
     * Compares bytes of the view with all bytes of a segment. A bad page of the segment, should it
     * be mapped too, is reported as one of this view.
     *
     * @param offset bytes from the start of the view
     * @param other the segment
     * @return the number of equal bytes before the first difference, or -1 if there is none
     * @throws IOException if a page before the first difference cannot be read
     */
    long mismatch(long offset, MemorySegment other) throws IOException;

    /**
     * Searches for a sequence of bytes.
     *
     * @param pattern the bytes, at least one
     * @param from where the search starts, in bytes from the start of the view
     * @param to where the search ends: the whole sequence lies before this offset
     * @return the offset of the first occurrence, in bytes from the start of the view, or -1
     * @throws IOException if a page before the first occurrence cannot be read
     * @throws IllegalArgumentException if the pattern is empty
     */
    long indexOf(byte[] pattern, long from, long to) throws IOException;
}
