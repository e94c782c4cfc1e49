package io.fileview.guarded;

import java.io.IOException;
import java.nio.ByteOrder;

/**
 * Reads and writes the bytes of a view. If a page cannot be read or written, the access itself
 * throws an {@link IOException}. An access through the segment of the view may instead return
 * garbage, cause an {@link InternalError} later, or terminate the JVM. Obtain an accessor from
 * {@code View.guarded()} and reuse it; it stays valid when the view is remapped. These guarantees
 * require the HotSpot JVM; see <b>JVM</b> below. The thread waits for a page in Java code, and the JVM
 * with it; see <b>Waiting</b> below.
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
 * <p><b>Waiting.</b> A thread that accesses a page that is not in memory waits until the operating
 * system has read it. While it waits in Java code, as it does in this interface and in accesses
 * through a segment, no garbage collection or other safepoint of the JVM can begin, so all threads
 * wait for one page. If the device may not answer for a long time, use {@link #bySystemCall()},
 * which waits in native code, or call {@code View.prefetch} first. On Linux, {@code prefetch} waits
 * in native code, too, but a page may leave memory again before it is accessed.
 *
 * <p><b>JVM.</b> The guarantees of this interface hold on the HotSpot JVM, interpreted or compiled by
 * C1, C2 or Graal, with any options of inlining, as long as the JVM itself handles the signal SIGBUS.
 * On another JVM, or if a native library has taken the signal when {@code View.guarded()} is called,
 * every access throws {@link UnsupportedOperationException}; {@link #bySystemCall()} still works. The
 * signal's handler can be determined only on Linux and if native access is enabled. A handler that is
 * installed later is not noticed. If {@code lib/libjsig.so} of the JDK is preloaded, libraries cannot
 * take the signal from the JVM.
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
     * Returns an accessor for the same view whose accesses are made by the operating system: it copies
     * the bytes between the view and other memory. The thread waits for a page in native code, so
     * garbage collections and other threads do not wait with it; a virtual thread does not keep its
     * carrier. An unreadable page causes the same exceptions, and no signal, so it is reported on
     * every JVM, whoever handles SIGBUS.
     *
     * <p>An access takes microseconds longer than one through the original accessor, and up to 4 KiB
     * are copied at a time, so few large copies are faster than many values. The accessor opens pipes,
     * two file descriptors for each access in progress, and keeps at most eight of them.
     *
     * <p>Volatile and atomic operations must be single instructions of the processor. Before them, the
     * page is read by the operating system, but they wait in Java code if the page leaves memory again
     * at once, or if writing to it must wait, for example because the file system is frozen. They also
     * throw {@link UnsupportedOperationException} if the original accessor does.
     *
     * <p>If the view has no segment, the accesses of the original accessor already are of this kind.
     *
     * @return the accessor, with the same byte order
     */
    GuardedAccess bySystemCall();

    /**
     * Returns an accessor for the same view whose plain accesses are not refused: this one, or the one
     * {@linkplain #bySystemCall() by system call} if this one throws {@link
     * UnsupportedOperationException} because the JVM might not report unreadable pages.
     *
     * @return the accessor, with the same byte order
     */
    GuardedAccess neverRefused();

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
