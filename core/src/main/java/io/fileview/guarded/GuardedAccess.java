package io.fileview.guarded;

import java.io.IOException;
import java.nio.ByteOrder;

/**
 * Reads and writes the bytes of a view. If a page cannot be read or written, the access itself
 * throws an {@link IOException}. An access through the segment of the view may instead return
 * garbage, cause an {@link InternalError} later, or terminate the JVM. Obtain an accessor from
 * {@code View.guarded()} and reuse it; it stays valid when the view is remapped. These guarantees
 * require the HotSpot JVM; see <b>JVM</b> below.
 *
 * <p><b>Page errors.</b> If a page cannot be accessed, the access throws one of two exceptions.
 * Both name the file and the offset.
 * <ul>
 * <li>{@link io.fileview.FileShrankException}: the file ends before the page.
 * <li>{@link io.fileview.PageUnreadableException}: the page cannot be read, for example because of
 * an I/O error, a corrupted block, or a file server for which the operating system has stopped
 * waiting. Despite its name, this exception is also thrown if a page can be read but not written,
 * for example because it needs a new block and the disk is full. The message says which of the two
 * has happened.
 * </ul>
 *
 * <p>A bulk operation that throws may have been performed in part.
 *
 * <p><b>The end of the file.</b> If the view has a segment and the file has been truncated within a
 * page of the view, the bytes of that page beyond the end of the file can still be accessed. They
 * read as zero until they are written, and what is written to them does not reach the file.
 *
 * <p><b>Invalid arguments and states.</b> Every access throws {@link IndexOutOfBoundsException} if
 * its bytes do not lie within the view, {@link IllegalStateException} if the view is unmapped, and
 * {@link WrongThreadException} if the view is confined to another thread. Every access that writes
 * throws {@link UnsupportedOperationException} if the view is read-only, and, on Linux, {@link
 * io.fileview.MappingLimitException} if the view is copy-on-write and memory for private pages is
 * short. The volatile and atomic
 * operations throw {@link IllegalArgumentException} if the offset in the file (the offset of the
 * view plus the offset in the view) is not a multiple of the size of the value.
 *
 * <p><b>The atomic operations are atomic within this process only.</b> They use locks. They are
 * atomic with respect to each other and to volatile writes, through any guarded access to the same
 * file in this process. They are not atomic with respect to plain writes, bulk writes, accesses
 * through segments, or other processes. The processor's compare-and-set cannot be guarded, because
 * the JVM's interpreter executes it in native code, where an unreadable page terminates the JVM. To
 * synchronize processes, lock the file. If no process truncates the file and its device cannot
 * fail, a {@link java.lang.invoke.VarHandle} on the {@link java.lang.foreign.MemorySegment} of the
 * view can be used instead.
 *
 * <p><b>Cost.</b> A guarded access costs about one method call more than an access through the
 * segment. To process many values, first copy them to an array with {@link #copyTo(long, byte[],
 * int, int)}. An access that fails takes microseconds longer than the device and the operating
 * system take to report the error.
 *
 * <p><b>Threads.</b> Any thread may use an accessor, unless the view is confined to another thread.
 * Plain accesses are not synchronized: concurrent plain accesses to the same bytes race, as
 * accesses to ordinary memory do.
 *
 * <p><b>JVM.</b> The guarantees of this interface hold only on HotSpot with the default value of
 * its option {@code -XX:FreqInlineSize}, which is 325. On other JVMs, or with another value, an
 * unreadable page may be noticed too late: a read may return garbage, a write may be lost, and an
 * {@link InternalError} may be thrown by code that runs later.
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
     * @throws IOException if a page cannot be accessed
     */
    byte getByte(long offset) throws IOException;

    /**
     * Writes a byte.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if a page cannot be accessed
     */
    void setByte(long offset, byte value) throws IOException;

    /**
     * Reads a short.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if a page cannot be accessed
     */
    short getShort(long offset) throws IOException;

    /**
     * Writes a short.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if a page cannot be accessed
     */
    void setShort(long offset, short value) throws IOException;

    /**
     * Reads a char.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if a page cannot be accessed
     */
    char getChar(long offset) throws IOException;

    /**
     * Writes a char.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if a page cannot be accessed
     */
    void setChar(long offset, char value) throws IOException;

    /**
     * Reads an int.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if a page cannot be accessed
     */
    int getInt(long offset) throws IOException;

    /**
     * Writes an int.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if a page cannot be accessed
     */
    void setInt(long offset, int value) throws IOException;

    /**
     * Reads a long.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if a page cannot be accessed
     */
    long getLong(long offset) throws IOException;

    /**
     * Writes a long.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if a page cannot be accessed
     */
    void setLong(long offset, long value) throws IOException;

    /**
     * Reads a float.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if a page cannot be accessed
     */
    float getFloat(long offset) throws IOException;

    /**
     * Writes a float.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if a page cannot be accessed
     */
    void setFloat(long offset, float value) throws IOException;

    /**
     * Reads a double.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException if a page cannot be accessed
     */
    double getDouble(long offset) throws IOException;

    /**
     * Writes a double.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException if a page cannot be accessed
     */
    void setDouble(long offset, double value) throws IOException;

    /**
     * Reads an int with the memory semantics of reading a volatile field.
     *
     * @param offset bytes from the start of the view; the resulting offset in the file must be a
     *     multiple of 4
     * @return the value
     * @throws IOException if a page cannot be accessed
     */
    int getIntVolatile(long offset) throws IOException;

    /**
     * Writes an int with the memory semantics of writing a volatile field.
     *
     * @param offset bytes from the start of the view; the resulting offset in the file must be a
     *     multiple of 4
     * @param value the value
     * @throws IOException if a page cannot be accessed
     */
    void setIntVolatile(long offset, int value) throws IOException;

    /**
     * Sets an int to a value if its current value is the expected one, atomically within this
     * process only.
     *
     * @param offset bytes from the start of the view; the resulting offset in the file must be a
     *     multiple of 4
     * @param expected the expected current value
     * @param value the value to write
     * @return true if the value was written; false if the current value was not the expected one
     * @throws IOException if the page cannot be accessed; nothing was written
     */
    boolean compareAndSetInt(long offset, int expected, int value) throws IOException;

    /**
     * Adds a value to an int and returns the previous value, atomically within this process only.
     *
     * @param offset bytes from the start of the view; the resulting offset in the file must be a
     *     multiple of 4
     * @param delta the value to add
     * @return the previous value
     * @throws IOException if the page cannot be accessed; nothing was added
     */
    int getAndAddInt(long offset, int delta) throws IOException;

    /**
     * Sets an int to a value and returns the previous value, atomically within this process only.
     *
     * @param offset bytes from the start of the view; the resulting offset in the file must be a
     *     multiple of 4
     * @param value the value to write
     * @return the previous value
     * @throws IOException if the page cannot be accessed; nothing was written
     */
    int getAndSetInt(long offset, int value) throws IOException;

    /**
     * Reads a long with the memory semantics of reading a volatile field.
     *
     * @param offset bytes from the start of the view; the resulting offset in the file must be a
     *     multiple of 8
     * @return the value
     * @throws IOException if a page cannot be accessed
     */
    long getLongVolatile(long offset) throws IOException;

    /**
     * Writes a long with the memory semantics of writing a volatile field.
     *
     * @param offset bytes from the start of the view; the resulting offset in the file must be a
     *     multiple of 8
     * @param value the value
     * @throws IOException if a page cannot be accessed
     */
    void setLongVolatile(long offset, long value) throws IOException;

    /**
     * Sets a long to a value if its current value is the expected one, atomically within this
     * process only.
     *
     * @param offset bytes from the start of the view; the resulting offset in the file must be a
     *     multiple of 8
     * @param expected the expected current value
     * @param value the value to write
     * @return true if the value was written; false if the current value was not the expected one
     * @throws IOException if the page cannot be accessed; nothing was written
     */
    boolean compareAndSetLong(long offset, long expected, long value) throws IOException;

    /**
     * Adds a value to a long and returns the previous value, atomically within this process only.
     *
     * @param offset bytes from the start of the view; the resulting offset in the file must be a
     *     multiple of 8
     * @param delta the value to add
     * @return the previous value
     * @throws IOException if the page cannot be accessed; nothing was added
     */
    long getAndAddLong(long offset, long delta) throws IOException;

    /**
     * Sets a long to a value and returns the previous value, atomically within this process only.
     *
     * @param offset bytes from the start of the view; the resulting offset in the file must be a
     *     multiple of 8
     * @param value the value to write
     * @return the previous value
     * @throws IOException if the page cannot be accessed; nothing was written
     */
    long getAndSetLong(long offset, long value) throws IOException;
}
