package io.fileview.guarded;

import java.io.IOException;
import java.nio.ByteOrder;

/**
 * Reads and writes a view and throws an exception, at the access, if a page cannot be read or
 * written. Access through the segment of the view may instead return garbage, cause an {@link
 * InternalError} later, or terminate the JVM; guarded access does none of these. Obtain an accessor
 * from {@code View.guarded()} and reuse it; the accessor stays valid when the view is remapped.
 *
 * <p>Every method that declares {@link IOException} throws one of two exceptions if it cannot access
 * a page that it needs: {@link io.fileview.FileShrankException} if the file ends before that page;
 * {@link io.fileview.PageUnreadableException} if the page cannot be read (for example, because of
 * an I/O error, a corrupted block or a lost server), or if a write needs a new block for the page
 * and none can be allocated (for example, because the disk is full). Both exceptions name the file
 * and the offset. Bytes of the file's last page that lie beyond the end of the file can be
 * accessed: they read as zero, and writes to them are lost. A bulk operation that fails may have
 * been performed in part.
 *
 * <p>Every method throws {@link IndexOutOfBoundsException} if the bytes do not lie within the view,
 * {@link IllegalStateException} if the view is unmapped, and {@link WrongThreadException} if the
 * view is confined to another thread. Every method that writes throws {@link
 * UnsupportedOperationException} if the view is read-only. The volatile and atomic operations throw
 * {@link IllegalArgumentException} if the offset in the file is not aligned to the size of the
 * value.
 *
 * <p><b>The atomic operations are atomic within this process only.</b> They use locks. They are
 * atomic with respect to each other and to volatile writes through guarded access to the same file.
 * They are not atomic with respect to plain writes, bulk writes, accesses through segments, or
 * other processes. The processor's compare-and-set cannot be guarded, because the JVM's interpreter
 * executes it in native code, where an unreadable page terminates the JVM. To synchronize
 * processes, lock the file; or map a file that no process truncates, and use a {@link
 * java.lang.invoke.VarHandle} on the {@link java.lang.foreign.MemorySegment} of the view.
 *
 * <p><b>Cost.</b> A guarded access costs about one method call more than an access through the
 * segment. An access to an unreadable page takes microseconds. To process many values, copy them to
 * an array with {@link #copyTo(long, byte[], int, int)} first.
 *
 * <p><b>Threads.</b> Any thread may use an accessor, unless the view is confined to another thread.
 * Plain accesses are not synchronized: concurrent plain accesses to the same bytes race, as
 * accesses to ordinary memory do.
 *
 * <p><b>JVM.</b> Only HotSpot with its default {@code FreqInlineSize} of 325 guarantees that the
 * exception is thrown at the access, not later.
 */
public interface GuardedAccess extends GuardedBulk {
    /**
     * Returns an accessor for the same view that reads and writes multi-byte values in the given
     * byte order. The accessor that a view returns uses {@link ByteOrder#nativeOrder()}.
     *
     * @param order the byte order
     * @return the accessor
     */
    GuardedAccess order(ByteOrder order);

    /**
     * Reads a byte.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed; see above
     */
    byte getByte(long offset) throws IOException;

    /**
     * Writes a byte.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed; see above
     */
    void setByte(long offset, byte value) throws IOException;

    /**
     * Reads a short.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed; see above
     */
    short getShort(long offset) throws IOException;

    /**
     * Writes a short.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed; see above
     */
    void setShort(long offset, short value) throws IOException;

    /**
     * Reads a char.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed; see above
     */
    char getChar(long offset) throws IOException;

    /**
     * Writes a char.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed; see above
     */
    void setChar(long offset, char value) throws IOException;

    /**
     * Reads an int.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed; see above
     */
    int getInt(long offset) throws IOException;

    /**
     * Writes an int.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed; see above
     */
    void setInt(long offset, int value) throws IOException;

    /**
     * Reads a long.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed; see above
     */
    long getLong(long offset) throws IOException;

    /**
     * Writes a long.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed; see above
     */
    void setLong(long offset, long value) throws IOException;

    /**
     * Reads a float.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed; see above
     */
    float getFloat(long offset) throws IOException;

    /**
     * Writes a float.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed; see above
     */
    void setFloat(long offset, float value) throws IOException;

    /**
     * Reads a double.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if the page cannot be accessed; see above
     */
    double getDouble(long offset) throws IOException;

    /**
     * Writes a double.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if the page cannot be accessed; see above
     */
    void setDouble(long offset, double value) throws IOException;

    /**
     * Reads an int with the memory semantics of a volatile field.
     *
     * @param offset bytes from the start of the view; the offset in the file must be a multiple of
     *     4
     * @return the value
     * @throws IOException if the page cannot be accessed; see above
     */
    int getIntVolatile(long offset) throws IOException;

    /**
     * Writes an int with the memory semantics of a volatile field.
     *
     * @param offset bytes from the start of the view; the offset in the file must be a multiple of
     *     4
     * @param value the value
     * @throws IOException if the page cannot be accessed; see above
     */
    void setIntVolatile(long offset, int value) throws IOException;

    /**
     * Sets an int to a value if it has the expected value, atomically within this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file must be a multiple of
     *     4
     * @param expected the value that it must have
     * @param value the value to write
     * @return true if the value was written; false if the current value was not the expected one
     * @throws IOException if the page cannot be accessed, see above; nothing was written
     */
    boolean compareAndSetInt(long offset, int expected, int value) throws IOException;

    /**
     * Adds a value to an int and returns the previous value, atomically within this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file must be a multiple of
     *     4
     * @param delta the value to add
     * @return the previous value
     * @throws IOException if the page cannot be accessed, see above; nothing was added
     */
    int getAndAddInt(long offset, int delta) throws IOException;

    /**
     * Sets an int to a value and returns the previous value, atomically within this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file must be a multiple of
     *     4
     * @param value the value to write
     * @return the previous value
     * @throws IOException if the page cannot be accessed, see above; nothing was written
     */
    int getAndSetInt(long offset, int value) throws IOException;

    /**
     * Reads a long with the memory semantics of a volatile field.
     *
     * @param offset bytes from the start of the view; the offset in the file must be a multiple of
     *     8
     * @return the value
     * @throws IOException if the page cannot be accessed; see above
     */
    long getLongVolatile(long offset) throws IOException;

    /**
     * Writes a long with the memory semantics of a volatile field.
     *
     * @param offset bytes from the start of the view; the offset in the file must be a multiple of
     *     8
     * @param value the value
     * @throws IOException if the page cannot be accessed; see above
     */
    void setLongVolatile(long offset, long value) throws IOException;

    /**
     * Sets a long to a value if it has the expected value, atomically within this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file must be a multiple of
     *     8
     * @param expected the value that it must have
     * @param value the value to write
     * @return true if the value was written; false if the current value was not the expected one
     * @throws IOException if the page cannot be accessed, see above; nothing was written
     */
    boolean compareAndSetLong(long offset, long expected, long value) throws IOException;

    /**
     * Adds a value to a long and returns the previous value, atomically within this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file must be a multiple of
     *     8
     * @param delta the value to add
     * @return the previous value
     * @throws IOException if the page cannot be accessed, see above; nothing was added
     */
    long getAndAddLong(long offset, long delta) throws IOException;

    /**
     * Sets a long to a value and returns the previous value, atomically within this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file must be a multiple of
     *     8
     * @param value the value to write
     * @return the previous value
     * @throws IOException if the page cannot be accessed, see above; nothing was written
     */
    long getAndSetLong(long offset, long value) throws IOException;
}
