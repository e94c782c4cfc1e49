package io.fileview.guarded;

import java.io.IOException;
import java.nio.ByteOrder;

/**
 * Reads and writes a view, and reports a page that cannot be read or written as an exception at the
 * access itself: never as garbage, as a late {@link InternalError} elsewhere, or by ending the
 * process. Get one from {@code View.guarded()} for files that other programs may truncate and
 * devices that may fail. Create one and reuse it: it stays valid when the view is remapped.
 *
 * <p>Every method that throws an {@link IOException} throws {@link io.fileview.FileShrankException}
 * if the file ends before the page, and {@link io.fileview.PageUnreadableException} if the page
 * cannot be read (I/O error, corrupted block, lost server) or, on a write, gets no block (full
 * disk). Both name the file and the offset in it and have the JVM's error as their cause. Bytes
 * beyond the end of the file in its last page are no error: they read as zero, and what is written
 * there is lost. A bulk operation that fails may have been carried out in part.
 *
 * <p>Every method throws {@link IndexOutOfBoundsException} for bytes outside the view, {@link
 * IllegalStateException} once the view is unmapped, {@link WrongThreadException} if the view is
 * confined to another thread, and, if it writes, {@link UnsupportedOperationException} for a
 * read-only view. The volatile and atomic operations throw {@link IllegalArgumentException} if the
 * offset is not aligned.
 *
 * <p><b>The atomic operations are atomic in this process only.</b> They are atomic with respect to
 * each other and to the volatile writes of every guarded access to the file, by locking; not with
 * respect to plain and bulk writes, raw segments, and other processes. The processor's own
 * compare-and-set cannot be guarded, because the JVM's interpreter performs it in C++ code that
 * ends the process at a bad page. To coordinate processes, lock the file, or use the raw segment of
 * a file that nobody truncates.
 *
 * <p><b>Cost.</b> About that of a method call on top of the raw access; a bad page costs
 * microseconds. A loop over many values is faster over an array filled by {@link #copyTo(long,
 * byte[], int, int)}.
 *
 * <p><b>Threads.</b> As thread-safe as the bytes themselves; see the view. <b>JVM.</b> The
 * guarantee depends on HotSpot, with its interpreter or its compilers at the default {@code
 * FreqInlineSize} of 325.
 */
public interface GuardedAccess extends GuardedBulk {
    /**
     * The same view with multi-byte values in the given byte order. The access that a view returns
     * uses {@link ByteOrder#nativeOrder()}.
     *
     * @param order the order
     * @return the access in that order
     */
    GuardedAccess order(ByteOrder order);

    /**
     * Reads a byte.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    byte getByte(long offset) throws IOException;

    /**
     * Writes a byte.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    void setByte(long offset, byte value) throws IOException;

    /**
     * Reads a short.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    short getShort(long offset) throws IOException;

    /**
     * Writes a short.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    void setShort(long offset, short value) throws IOException;

    /**
     * Reads a char.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    char getChar(long offset) throws IOException;

    /**
     * Writes a char.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    void setChar(long offset, char value) throws IOException;

    /**
     * Reads an int.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    int getInt(long offset) throws IOException;

    /**
     * Writes an int.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    void setInt(long offset, int value) throws IOException;

    /**
     * Reads a long.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    long getLong(long offset) throws IOException;

    /**
     * Writes a long.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    void setLong(long offset, long value) throws IOException;

    /**
     * Reads a float.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    float getFloat(long offset) throws IOException;

    /**
     * Writes a float.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    void setFloat(long offset, float value) throws IOException;

    /**
     * Reads a double.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    double getDouble(long offset) throws IOException;

    /**
     * Writes a double.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    void setDouble(long offset, double value) throws IOException;

    /**
     * Reads an int with the memory semantics of a volatile field.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 4
     * @return the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    int getIntVolatile(long offset) throws IOException;

    /**
     * Writes an int with the memory semantics of a volatile field.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 4
     * @param value the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    void setIntVolatile(long offset, int value) throws IOException;

    /**
     * Sets an int to a new value if it has the expected one, atomically in this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 4
     * @param expected the value that must be there
     * @param value the value to write
     * @return true if it was written
     * @throws IOException if the page cannot be accessed, as described above; nothing was written
     */
    boolean compareAndSetInt(long offset, int expected, int value) throws IOException;

    /**
     * Adds to an int, atomically in this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 4
     * @param delta what to add
     * @return the value before
     * @throws IOException if the page cannot be accessed, as described above; nothing was added
     */
    int getAndAddInt(long offset, int delta) throws IOException;

    /**
     * Replaces an int, atomically in this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 4
     * @param value the value to write
     * @return the value before
     * @throws IOException if the page cannot be accessed, as described above; nothing was written
     */
    int getAndSetInt(long offset, int value) throws IOException;

    /**
     * Reads a long with the memory semantics of a volatile field.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 8
     * @return the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    long getLongVolatile(long offset) throws IOException;

    /**
     * Writes a long with the memory semantics of a volatile field.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 8
     * @param value the value
     * @throws IOException if the page cannot be accessed, as described above
     */
    void setLongVolatile(long offset, long value) throws IOException;

    /**
     * Sets a long to a new value if it has the expected one, atomically in this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 8
     * @param expected the value that must be there
     * @param value the value to write
     * @return true if it was written
     * @throws IOException if the page cannot be accessed, as described above; nothing was written
     */
    boolean compareAndSetLong(long offset, long expected, long value) throws IOException;

    /**
     * Adds to a long, atomically in this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 8
     * @param delta what to add
     * @return the value before
     * @throws IOException if the page cannot be accessed, as described above; nothing was added
     */
    long getAndAddLong(long offset, long delta) throws IOException;

    /**
     * Replaces a long, atomically in this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 8
     * @param value the value to write
     * @return the value before
     * @throws IOException if the page cannot be accessed, as described above; nothing was written
     */
    long getAndSetLong(long offset, long value) throws IOException;
}
