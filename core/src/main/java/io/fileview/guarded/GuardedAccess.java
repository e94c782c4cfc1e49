package io.fileview;

import static io.fileview.PageAccess.BYTE;
import static io.fileview.PageAccess.CHAR;
import static io.fileview.PageAccess.DOUBLE;
import static io.fileview.PageAccess.FLOAT;
import static io.fileview.PageAccess.INT;
import static io.fileview.PageAccess.INT_VOLATILE;
import static io.fileview.PageAccess.LONG;
import static io.fileview.PageAccess.LONG_VOLATILE;
import static io.fileview.PageAccess.SHORT;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.stream.Stream;

/**
 * Reads and writes a view and reports a page that cannot be read or written as an exception, at the
 * access itself: never as garbage, as a late {@link InternalError} elsewhere, or by the end of the
 * process. Take one from {@link View#guarded()} for files that others may truncate, on devices that
 * may fail, and keep it: it follows {@link View#remap}.
 *
 * <p>Every method that throws an {@link IOException} throws {@link FileShrankException} if the file
 * ends before the page, and {@link PageUnreadableException} if the page cannot be read (I/O error,
 * corrupted block, lost server) or, written, gets no block (full disk); both name the file and the
 * offset in it and have the JVM's error as their cause. Bytes after the end of the file in its last
 * page are no error: they read as zero, and what is written there is lost. A bulk operation that
 * fails may have done a part of its work.
 *
 * <p>Every method throws {@link IndexOutOfBoundsException} for bytes outside of the view, {@link
 * IllegalStateException} once the view is unmapped, {@link WrongThreadException} if it is confined to
 * another thread, and, if it writes, {@link UnsupportedOperationException} for a read-only view. The
 * volatile and atomic forms throw {@link IllegalArgumentException} if the place is not aligned.
 *
 * <p><b>The atomic forms hold in this process only.</b> They are atomic towards each other and
 * towards the volatile sets of all guarded accesses to the file, made by locking; not towards plain
 * and bulk writes, raw segments, and other processes. The processor's own compare-and-set cannot be
 * guarded: the JVM's interpreter does it in C++ code that ends the process at a bad page. To
 * coordinate processes lock the file, or use the raw segment of a file that nobody truncates.
 *
 * <p><b>Cost.</b> About that of a method call above the raw access; a bad page costs microseconds.
 * A loop over many values runs faster over an array that {@link #copyTo(long, byte[], int, int)} has
 * filled.
 *
 * <p><b>Threads.</b> Thread-safe as far as the bytes are; see the view. <b>JVM.</b> The promise rests
 * on HotSpot, with its interpreter or compilers at their usual {@code FreqInlineSize} of 325.
 */
public final class GuardedAccess extends GuardedBulk {
    /** Locks for the atomic forms: by the offset in the file, so that all its views share them. */
    private static final Object[] LOCKS = Stream.generate(Object::new).limit(64).toArray();

    /** What to add to the number of a kind of access for the byte order. */
    private final int order;

    GuardedAccess(View view, PageErrors errors, boolean otherOrder) {
        super(view, errors);
        this.order = otherOrder ? PageAccess.OTHER : 0;
    }

    /**
     * The same view with values of more than one byte in an order of choice. Without this they are in
     * the order of the machine, {@link ByteOrder#nativeOrder()}.
     *
     * @param order the order
     * @return the access in that order
     */
    public GuardedAccess order(ByteOrder order) {
        return new GuardedAccess(view, errors, order != ByteOrder.nativeOrder());
    }

    /**
     * Reads a byte.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException as said above
     */
    public byte getByte(long offset) throws IOException {
        return (byte) loadSmall(BYTE, offset, 1);
    }

    /**
     * Writes a byte.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException as said above
     */
    public void setByte(long offset, byte value) throws IOException {
        storeSmall(BYTE, offset, 1, value);
    }

    /**
     * Reads two bytes.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException as said above
     */
    public short getShort(long offset) throws IOException {
        return (short) loadSmall(SHORT + order, offset, 2);
    }

    /**
     * Writes two bytes.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException as said above
     */
    public void setShort(long offset, short value) throws IOException {
        storeSmall(SHORT + order, offset, 2, value);
    }

    /**
     * Reads two bytes as a character.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException as said above
     */
    public char getChar(long offset) throws IOException {
        return (char) loadSmall(CHAR + order, offset, 2);
    }

    /**
     * Writes a character as two bytes.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException as said above
     */
    public void setChar(long offset, char value) throws IOException {
        storeSmall(CHAR + order, offset, 2, value);
    }

    /**
     * Reads four bytes.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException as said above
     */
    public int getInt(long offset) throws IOException {
        return (int) loadInt(INT + order, offset);
    }

    /**
     * Writes four bytes.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException as said above
     */
    public void setInt(long offset, int value) throws IOException {
        storeInt(INT + order, offset, value);
    }

    /**
     * Reads eight bytes.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException as said above
     */
    public long getLong(long offset) throws IOException {
        return loadLong(LONG + order, offset);
    }

    /**
     * Writes eight bytes.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException as said above
     */
    public void setLong(long offset, long value) throws IOException {
        storeLong(LONG + order, offset, value);
    }

    /**
     * Reads four bytes as a number with a fraction.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException as said above
     */
    public float getFloat(long offset) throws IOException {
        return Float.intBitsToFloat((int) loadInt(FLOAT + order, offset));
    }

    /**
     * Writes a number with a fraction as four bytes.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException as said above
     */
    public void setFloat(long offset, float value) throws IOException {
        storeInt(FLOAT + order, offset, Float.floatToRawIntBits(value));
    }

    /**
     * Reads eight bytes as a number with a fraction.
     *
     * @param offset bytes from the start of the view
     * @return the value
     * @throws IOException as said above
     */
    public double getDouble(long offset) throws IOException {
        return Double.longBitsToDouble(loadLong(DOUBLE + order, offset));
    }

    /**
     * Writes a number with a fraction as eight bytes.
     *
     * @param offset bytes from the start of the view
     * @param value the value
     * @throws IOException as said above
     */
    public void setDouble(long offset, double value) throws IOException {
        storeLong(DOUBLE + order, offset, Double.doubleToRawLongBits(value));
    }

    /**
     * Reads four bytes at once, as a volatile variable.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 4
     * @return the value
     * @throws IOException as said above
     */
    public int getIntVolatile(long offset) throws IOException {
        requireAligned(offset, 4);
        return (int) loadInt(INT_VOLATILE + order, offset);
    }

    /**
     * Writes four bytes at once, as a volatile variable.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 4
     * @param value the value
     * @throws IOException as said above
     */
    public void setIntVolatile(long offset, int value) throws IOException {
        synchronized (lockOf(offset)) {
            requireAligned(offset, 4);
            storeInt(INT_VOLATILE + order, offset, value);
        }
    }

    /**
     * Writes four bytes if they have the value expected, in one step for this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 4
     * @param expected the value that must be there
     * @param value the value to write
     * @return true if it was written
     * @throws IOException as said above; nothing was written
     */
    public boolean compareAndSetInt(long offset, int expected, int value) throws IOException {
        synchronized (lockOf(offset)) {
            requireWritable();
            if (getIntVolatile(offset) != expected) {
                return false;
            }
            setIntVolatile(offset, value);
            return true;
        }
    }

    /**
     * Adds to four bytes, in one step for this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 4
     * @param delta what to add
     * @return the value before
     * @throws IOException as said above; nothing was added
     */
    public int getAndAddInt(long offset, int delta) throws IOException {
        synchronized (lockOf(offset)) {
            int before = getIntVolatile(offset);
            setIntVolatile(offset, before + delta);
            return before;
        }
    }

    /**
     * Replaces four bytes, in one step for this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 4
     * @param value the value to write
     * @return the value before
     * @throws IOException as said above; nothing was written
     */
    public int getAndSetInt(long offset, int value) throws IOException {
        synchronized (lockOf(offset)) {
            int before = getIntVolatile(offset);
            setIntVolatile(offset, value);
            return before;
        }
    }

    /**
     * Reads eight bytes at once, as a volatile variable.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 8
     * @return the value
     * @throws IOException as said above
     */
    public long getLongVolatile(long offset) throws IOException {
        requireAligned(offset, 8);
        return loadLong(LONG_VOLATILE + order, offset);
    }

    /**
     * Writes eight bytes at once, as a volatile variable.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 8
     * @param value the value
     * @throws IOException as said above
     */
    public void setLongVolatile(long offset, long value) throws IOException {
        synchronized (lockOf(offset)) {
            requireAligned(offset, 8);
            storeLong(LONG_VOLATILE + order, offset, value);
        }
    }

    /**
     * Writes eight bytes if they have the value expected, in one step for this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 8
     * @param expected the value that must be there
     * @param value the value to write
     * @return true if it was written
     * @throws IOException as said above; nothing was written
     */
    public boolean compareAndSetLong(long offset, long expected, long value) throws IOException {
        synchronized (lockOf(offset)) {
            requireWritable();
            if (getLongVolatile(offset) != expected) {
                return false;
            }
            setLongVolatile(offset, value);
            return true;
        }
    }

    /**
     * Adds to eight bytes, in one step for this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 8
     * @param delta what to add
     * @return the value before
     * @throws IOException as said above; nothing was added
     */
    public long getAndAddLong(long offset, long delta) throws IOException {
        synchronized (lockOf(offset)) {
            long before = getLongVolatile(offset);
            setLongVolatile(offset, before + delta);
            return before;
        }
    }

    /**
     * Replaces eight bytes, in one step for this process only.
     *
     * @param offset bytes from the start of the view; the offset in the file is a multiple of 8
     * @param value the value to write
     * @return the value before
     * @throws IOException as said above; nothing was written
     */
    public long getAndSetLong(long offset, long value) throws IOException {
        synchronized (lockOf(offset)) {
            long before = getLongVolatile(offset);
            setLongVolatile(offset, value);
            return before;
        }
    }

    private Object lockOf(long offset) {
        long word = (view.offset() + offset) >>> 3;
        return LOCKS[(int) word & (LOCKS.length - 1)];
    }

    private void requireAligned(long offset, int size) {
        if ((view.offset() + offset) % size != 0) {
            throw new IllegalArgumentException(
                    "offset "
                            + offset
                            + " of "
                            + view
                            + " is offset "
                            + (view.offset() + offset)
                            + " of the file, which is no multiple of "
                            + size
                            + " as volatile and atomic access needs");
        }
    }
}
