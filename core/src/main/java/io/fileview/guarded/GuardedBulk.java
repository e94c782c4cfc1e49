package io.fileview.guarded;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;

/**
 * The operations on byte ranges that every {@link GuardedAccess} inherits: copying, filling,
 * comparing, searching and checksums. In addition to the exceptions listed with each method, they
 * throw the exceptions that {@link GuardedAccess} documents for every access. An operation that
 * throws may have been performed in part. The {@linkplain io.fileview.MappingException#offset()
 * offset} of a {@link io.fileview.FileShrankException} or {@link
 * io.fileview.PageUnreadableException} is then the first byte that could not be accessed, and its
 * {@linkplain io.fileview.MappingException#length() length} extends to the end of the operation.
 */
public interface GuardedBulk {
    /**
     * Copies bytes from the view to an array.
     *
     * @param offset bytes from the start of the view
     * @param target the array
     * @param index the index of the first element to write
     * @param length bytes
     * @throws IOException if a page cannot be read
     * @throws IndexOutOfBoundsException if the view or the array does not have that many bytes
     */
    void copyTo(long offset, byte[] target, int index, int length) throws IOException;

    /**
     * Copies bytes from an array to the view.
     *
     * @param offset bytes from the start of the view
     * @param source the array
     * @param index the index of the first element to read
     * @param length bytes
     * @throws IOException if a page cannot be written
     * @throws IndexOutOfBoundsException if the view or the array does not have that many bytes
     */
    void copyFrom(long offset, byte[] source, int index, int length) throws IOException;

    /**
     * Copies bytes from the view to a segment. If the segment is mapped from a file and one of its
     * pages cannot be written, the exception names an offset in the file of this view, although the
     * error is in the other file.
     *
     * @param offset bytes from the start of the view
     * @param target the segment
     * @param targetOffset bytes from the start of the segment
     * @param length bytes
     * @throws IOException if a page of the view cannot be read
     * @throws IndexOutOfBoundsException if the view or the segment does not have that many bytes
     */
    void copyTo(long offset, MemorySegment target, long targetOffset, long length)
            throws IOException;

    /**
     * Copies bytes from a segment to the view. If the segment is mapped from a file and one of its
     * pages cannot be read, the exception names an offset in the file of this view, although the
     * error is in the other file.
     *
     * @param offset bytes from the start of the view
     * @param source the segment
     * @param sourceOffset bytes from the start of the segment
     * @param length bytes
     * @throws IOException if a page of the view cannot be written
     * @throws IndexOutOfBoundsException if the view or the segment does not have that many bytes
     */
    void copyFrom(long offset, MemorySegment source, long sourceOffset, long length)
            throws IOException;

    /**
     * Sets every byte of a range of the view to a value.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param value the value of each byte
     * @throws IOException if a page cannot be written
     */
    void fill(long offset, long length, byte value) throws IOException;

    /**
     * Writes bytes from the view to a channel. The bytes are copied to the heap in chunks of at
     * most 64 KiB, and each chunk is written to the channel before the next one is copied. The
     * channel never accesses the view itself, because an unreadable page would terminate the JVM in
     * native code.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param channel the channel, which must be in blocking mode
     * @throws IOException if a page cannot be read, or the channel cannot be written; the bytes of
     *     earlier chunks have been written to the channel
     */
    void writeTo(long offset, long length, WritableByteChannel channel) throws IOException;

    /**
     * Reads bytes from a channel into the view, until the given number of bytes has been read.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param channel the channel, which must be in blocking mode
     * @throws EOFException if the channel reaches the end of its stream before that; the bytes read
     *     until then have been written to the view
     * @throws IOException if a page cannot be written, or the channel cannot be read
     */
    void readFrom(long offset, long length, ReadableByteChannel channel) throws IOException;

    /**
     * Computes the CRC-32C checksum of bytes of the view.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @return the checksum, 0 to 2^32-1
     * @throws IOException if a page cannot be read
     */
    long crc32c(long offset, long length) throws IOException;

    /**
     * Updates a message digest with bytes of the view.
     *
     * @param offset bytes from the start of the view
     * @param length bytes
     * @param digest the digest to update
     * @throws IOException if a page cannot be read; the digest may have been updated with some of
     *     the bytes
     */
    void digest(long offset, long length, MessageDigest digest) throws IOException;

    /**
     * Compares all bytes of a segment with equally many bytes of the view, starting at an offset of
     * the view. The view is read in chunks of at most 64 KiB, up to the chunk that contains the
     * first difference. If the segment is mapped from a file and one of its pages cannot be read,
     * the exception names an offset in the file of this view, although the error is in the other
     * file.
     *
     * @param offset bytes from the start of the view
     * @param other the segment
     * @return the offset in the segment of the first byte that differs, or -1 if none does
     * @throws IOException if a page of a chunk cannot be read
     * @throws IndexOutOfBoundsException if the view has fewer bytes, from the offset on, than the
     *     segment
     */
    long mismatch(long offset, MemorySegment other) throws IOException;

    /**
     * Finds the first occurrence of a byte sequence in a range of the view. The view is read in
     * chunks of at most 64 KiB, up to the chunk that contains the end of the first occurrence.
     *
     * @param pattern the sequence, 1 byte or more
     * @param from the start of the range, in bytes from the start of the view
     * @param to the end of the range, exclusive; an occurrence must lie entirely within the range
     * @return the offset of the first occurrence in bytes from the start of the view, or -1 if
     *     there is none
     * @throws IOException if a page of a chunk cannot be read
     * @throws IllegalArgumentException if the pattern is empty
     * @throws IndexOutOfBoundsException if the range does not lie within the view
     */
    long indexOf(byte[] pattern, long from, long to) throws IOException;
}
