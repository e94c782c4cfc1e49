package io.fileview.guarded.mapped;

import static io.fileview.guarded.mapped.PageAccess.BYTE;
import static io.fileview.guarded.mapped.PageAccess.CHAR;
import static io.fileview.guarded.mapped.PageAccess.DOUBLE;
import static io.fileview.guarded.mapped.PageAccess.FLOAT;
import static io.fileview.guarded.mapped.PageAccess.INT;
import static io.fileview.guarded.mapped.PageAccess.INT_VOLATILE;
import static io.fileview.guarded.mapped.PageAccess.LONG;
import static io.fileview.guarded.mapped.PageAccess.LONG_VOLATILE;
import static io.fileview.guarded.mapped.PageAccess.OTHER;
import static io.fileview.guarded.mapped.PageAccess.SHORT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The operations on pages. Only {@link PageAccess} calls them, in a way that no compiler inlines.
 *
 * <p>An int must not be sign-extended here: on x86-64, C2 combines the load and the extension into
 * one instruction (MOVSXD), which the JVM's fault handler cannot skip, so the JVM terminates
 * (observed with JDK 25.0.3). A zero-extended load is a plain MOV.
 *
 * <p>Only Java code and the JDK's copy methods may run here: they survive an unreadable page. The
 * JDK's checksums, digests, searches and vector operations, native code, and a compareAndSet in the
 * interpreter do not; they terminate the JVM.
 */
final class PageOperations {
    private static final ByteOrder OTHER_ORDER =
            ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                    ? ByteOrder.LITTLE_ENDIAN
                    : ByteOrder.BIG_ENDIAN;
    private static final ValueLayout.OfShort OTHER_SHORT =
            JAVA_SHORT_UNALIGNED.withOrder(OTHER_ORDER);
    private static final ValueLayout.OfChar OTHER_CHAR =
            JAVA_CHAR_UNALIGNED.withOrder(OTHER_ORDER);
    private static final ValueLayout.OfInt OTHER_INT =
            JAVA_INT_UNALIGNED.withOrder(OTHER_ORDER);
    private static final ValueLayout.OfLong OTHER_LONG =
            JAVA_LONG_UNALIGNED.withOrder(OTHER_ORDER);
    private static final ValueLayout.OfFloat OTHER_FLOAT =
            JAVA_FLOAT_UNALIGNED.withOrder(OTHER_ORDER);
    private static final ValueLayout.OfDouble OTHER_DOUBLE =
            JAVA_DOUBLE_UNALIGNED.withOrder(OTHER_ORDER);
    private static final VarHandle INT_HANDLE = JAVA_INT.varHandle();
    private static final VarHandle LONG_HANDLE = JAVA_LONG.varHandle();
    private static final VarHandle OTHER_INT_HANDLE = JAVA_INT.withOrder(OTHER_ORDER).varHandle();
    private static final VarHandle OTHER_LONG_HANDLE = JAVA_LONG.withOrder(OTHER_ORDER).varHandle();

    private PageOperations() {}

    /** Reads one or two bytes. */
    static long loadSmall(int kind, MemorySegment view, long offset) {
        return switch (kind) {
            case BYTE -> view.get(JAVA_BYTE, offset);
            case SHORT -> view.get(JAVA_SHORT_UNALIGNED, offset);
            case SHORT + OTHER -> view.get(OTHER_SHORT, offset);
            case CHAR -> view.get(JAVA_CHAR_UNALIGNED, offset);
            case CHAR + OTHER -> view.get(OTHER_CHAR, offset);
            default -> throw unknown(kind);
        };
    }

    /** Reads four bytes. */
    static long loadInt(int kind, MemorySegment view, long offset) {
        return switch (kind) {
            case INT -> Integer.toUnsignedLong(view.get(JAVA_INT_UNALIGNED, offset));
            case INT + OTHER -> Integer.toUnsignedLong(view.get(OTHER_INT, offset));
            case FLOAT -> Integer.toUnsignedLong(
                    Float.floatToRawIntBits(view.get(JAVA_FLOAT_UNALIGNED, offset)));
            case FLOAT + OTHER ->
                Integer.toUnsignedLong(Float.floatToRawIntBits(view.get(OTHER_FLOAT, offset)));
            case INT_VOLATILE -> Integer.toUnsignedLong((int) INT_HANDLE.getVolatile(view, offset));
            case INT_VOLATILE + OTHER ->
                Integer.toUnsignedLong((int) OTHER_INT_HANDLE.getVolatile(view, offset));
            default -> throw unknown(kind);
        };
    }

    /** Reads eight bytes. */
    static long loadLong(int kind, MemorySegment view, long offset) {
        return switch (kind) {
            case LONG -> view.get(JAVA_LONG_UNALIGNED, offset);
            case LONG + OTHER -> view.get(OTHER_LONG, offset);
            case DOUBLE -> Double.doubleToRawLongBits(view.get(JAVA_DOUBLE_UNALIGNED, offset));
            case DOUBLE + OTHER -> Double.doubleToRawLongBits(view.get(OTHER_DOUBLE, offset));
            case LONG_VOLATILE -> (long) LONG_HANDLE.getVolatile(view, offset);
            case LONG_VOLATILE + OTHER -> (long) OTHER_LONG_HANDLE.getVolatile(view, offset);
            default -> throw unknown(kind);
        };
    }

    /** Writes one or two bytes. */
    static void storeSmall(int kind, MemorySegment view, long offset, long value) {
        switch (kind) {
            case BYTE -> view.set(JAVA_BYTE, offset, (byte) value);
            case SHORT -> view.set(JAVA_SHORT_UNALIGNED, offset, (short) value);
            case SHORT + OTHER -> view.set(OTHER_SHORT, offset, (short) value);
            case CHAR -> view.set(JAVA_CHAR_UNALIGNED, offset, (char) value);
            case CHAR + OTHER -> view.set(OTHER_CHAR, offset, (char) value);
            default -> throw unknown(kind);
        }
    }

    /** Writes four bytes. */
    static void storeInt(int kind, MemorySegment view, long offset, long value) {
        switch (kind) {
            case INT -> view.set(JAVA_INT_UNALIGNED, offset, (int) value);
            case INT + OTHER -> view.set(OTHER_INT, offset, (int) value);
            case FLOAT -> view.set(JAVA_FLOAT_UNALIGNED, offset, Float.intBitsToFloat((int) value));
            case FLOAT + OTHER -> view.set(OTHER_FLOAT, offset, Float.intBitsToFloat((int) value));
            case INT_VOLATILE -> INT_HANDLE.setVolatile(view, offset, (int) value);
            case INT_VOLATILE + OTHER -> OTHER_INT_HANDLE.setVolatile(view, offset, (int) value);
            default -> throw unknown(kind);
        }
    }

    /** Writes eight bytes. */
    static void storeLong(int kind, MemorySegment view, long offset, long value) {
        switch (kind) {
            case LONG -> view.set(JAVA_LONG_UNALIGNED, offset, value);
            case LONG + OTHER -> view.set(OTHER_LONG, offset, value);
            case DOUBLE -> view.set(JAVA_DOUBLE_UNALIGNED, offset, Double.longBitsToDouble(value));
            case DOUBLE + OTHER -> view.set(OTHER_DOUBLE, offset, Double.longBitsToDouble(value));
            case LONG_VOLATILE -> LONG_HANDLE.setVolatile(view, offset, value);
            case LONG_VOLATILE + OTHER -> OTHER_LONG_HANDLE.setVolatile(view, offset, value);
            default -> throw unknown(kind);
        }
    }

    /** Copies to an array. */
    static void toArray(MemorySegment view, long offset, byte[] target, int at,
            int length) {
        MemorySegment.copy(view, JAVA_BYTE, offset, target, at, length);
    }

    /** Copies from an array. */
    static void fromArray(MemorySegment view, long offset, byte[] source, int at,
            int length) {
        MemorySegment.copy(source, at, view, JAVA_BYTE, offset, length);
    }

    /** Copies to a segment. */
    static void toSegment(MemorySegment view, long offset, MemorySegment target, long at,
            long length) {
        MemorySegment.copy(view, offset, target, at, length);
    }

    /** Copies from a segment. */
    static void fromSegment(MemorySegment view, long offset, MemorySegment source,
            long at, long length) {
        MemorySegment.copy(source, at, view, offset, length);
    }

    /** Fills a range with a value. */
    static void fill(MemorySegment view, long offset, byte value, long length) {
        view.asSlice(offset, length).fill(value);
    }

    /** Writes an aligned int without changing it, and without losing a concurrent write to it. */
    static void rewrite(MemorySegment view, long offset) {
        INT_HANDLE.getAndAdd(view, offset, 0);
    }

    private static IllegalArgumentException unknown(int kind) {
        return new IllegalArgumentException(kind + " is not a kind of access");
    }
}
