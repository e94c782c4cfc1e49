package io.fileview.guarded.mapped;

import static io.fileview.guarded.mapped.PageAccess.BYTE;
import static io.fileview.guarded.mapped.PageAccess.CHAR;
import static io.fileview.guarded.mapped.PageAccess.DOUBLE;
import static io.fileview.guarded.mapped.PageAccess.FLOAT;
import static io.fileview.guarded.mapped.PageAccess.INT;
import static io.fileview.guarded.mapped.PageAccess.INT_VOLATILE;
import static io.fileview.guarded.mapped.PageAccess.LONG;
import static io.fileview.guarded.mapped.PageAccess.LONG_VOLATILE;
import static io.fileview.guarded.mapped.PageAccess.SHORT;

import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.util.stream.Stream;

/** Values of all types, built on loads and stores of 1, 2, 4 and 8 bytes. */
abstract class ValueAccess extends ChunkedAccess implements GuardedAccess {
    /**
     * The locks of the atomic operations, selected by the offset in the file, so that all views of
     * a file share them.
     */
    private static final Object[] LOCKS = Stream.generate(Object::new).limit(64).toArray();

    /** Added to the kind of an access for the non-native byte order. */
    private final int order;

    ValueAccess(GuardedRange range, boolean otherOrder) {
        super(range);
        this.order = otherOrder ? PageAccess.OTHER : 0;
    }

    final boolean hasOtherOrder() {
        return order != 0;
    }

    abstract long loadSmall(int kind, long offset, int size) throws IOException;

    abstract void storeSmall(int kind, long offset, int size, long value) throws IOException;

    abstract long loadInt(int kind, long offset) throws IOException;

    abstract void storeInt(int kind, long offset, long value) throws IOException;

    abstract long loadLong(int kind, long offset) throws IOException;

    abstract void storeLong(int kind, long offset, long value) throws IOException;

    @Override
    public byte getByte(long offset) throws IOException {
        return (byte) loadSmall(BYTE, offset, 1);
    }

    @Override
    public void setByte(long offset, byte value) throws IOException {
        storeSmall(BYTE, offset, 1, value);
    }

    @Override
    public short getShort(long offset) throws IOException {
        return (short) loadSmall(SHORT + order, offset, 2);
    }

    @Override
    public void setShort(long offset, short value) throws IOException {
        storeSmall(SHORT + order, offset, 2, value);
    }

    @Override
    public char getChar(long offset) throws IOException {
        return (char) loadSmall(CHAR + order, offset, 2);
    }

    @Override
    public void setChar(long offset, char value) throws IOException {
        storeSmall(CHAR + order, offset, 2, value);
    }

    @Override
    public int getInt(long offset) throws IOException {
        return (int) loadInt(INT + order, offset);
    }

    @Override
    public void setInt(long offset, int value) throws IOException {
        storeInt(INT + order, offset, value);
    }

    @Override
    public long getLong(long offset) throws IOException {
        return loadLong(LONG + order, offset);
    }

    @Override
    public void setLong(long offset, long value) throws IOException {
        storeLong(LONG + order, offset, value);
    }

    @Override
    public float getFloat(long offset) throws IOException {
        return Float.intBitsToFloat((int) loadInt(FLOAT + order, offset));
    }

    @Override
    public void setFloat(long offset, float value) throws IOException {
        storeInt(FLOAT + order, offset, Float.floatToRawIntBits(value));
    }

    @Override
    public double getDouble(long offset) throws IOException {
        return Double.longBitsToDouble(loadLong(DOUBLE + order, offset));
    }

    @Override
    public void setDouble(long offset, double value) throws IOException {
        storeLong(DOUBLE + order, offset, Double.doubleToRawLongBits(value));
    }

    @Override
    public int getIntVolatile(long offset) throws IOException {
        requireAligned(offset, 4);
        return (int) loadInt(INT_VOLATILE + order, offset);
    }

    @Override
    public void setIntVolatile(long offset, int value) throws IOException {
        synchronized (lockOf(offset)) {
            requireAligned(offset, 4);
            storeInt(INT_VOLATILE + order, offset, value);
        }
    }

    @Override
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

    @Override
    public int getAndAddInt(long offset, int delta) throws IOException {
        synchronized (lockOf(offset)) {
            int before = getIntVolatile(offset);
            setIntVolatile(offset, before + delta);
            return before;
        }
    }

    @Override
    public int getAndSetInt(long offset, int value) throws IOException {
        synchronized (lockOf(offset)) {
            int before = getIntVolatile(offset);
            setIntVolatile(offset, value);
            return before;
        }
    }

    @Override
    public long getLongVolatile(long offset) throws IOException {
        requireAligned(offset, 8);
        return loadLong(LONG_VOLATILE + order, offset);
    }

    @Override
    public void setLongVolatile(long offset, long value) throws IOException {
        synchronized (lockOf(offset)) {
            requireAligned(offset, 8);
            storeLong(LONG_VOLATILE + order, offset, value);
        }
    }

    @Override
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

    @Override
    public long getAndAddLong(long offset, long delta) throws IOException {
        synchronized (lockOf(offset)) {
            long before = getLongVolatile(offset);
            setLongVolatile(offset, before + delta);
            return before;
        }
    }

    @Override
    public long getAndSetLong(long offset, long value) throws IOException {
        synchronized (lockOf(offset)) {
            long before = getLongVolatile(offset);
            setLongVolatile(offset, value);
            return before;
        }
    }

    private Object lockOf(long offset) {
        long word = (range.offset() + offset) >>> 3;
        return LOCKS[(int) word & (LOCKS.length - 1)];
    }

    private void requireAligned(long offset, int size) {
        if ((range.offset() + offset) % size != 0) {
            requireRange(offset, size);
            throw new IllegalArgumentException(
                    "offset "
                            + offset
                            + " of "
                            + range
                            + " is offset "
                            + (range.offset() + offset)
                            + " of the file, which must be a multiple of "
                            + size
                            + " for volatile and atomic access");
        }
    }
}
