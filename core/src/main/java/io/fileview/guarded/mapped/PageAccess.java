package io.fileview.guarded.mapped;

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
 * Every access to mapped memory that must report an unreadable page immediately.
 *
 * <p>Compiled code that accesses an unreadable page continues; the JVM throws an InternalError at
 * the next point where it checks for asynchronous exceptions. The return of a compiled method is
 * such a point, unless the method has been inlined into its caller. HotSpot inlines no hot method
 * of more than 325 bytes of bytecode (FreqInlineSize). The methods here are larger, because of long
 * lists of cases that do not occur, so the error is thrown by them and not later. The interpreter
 * always throws it at the access. There are several methods because many cases that do occur make
 * an access slower.
 *
 * <p>An int must not be sign-extended: on x86-64, C2 combines the load and the extension into one
 * instruction (MOVSXD), which the JVM's fault handler cannot skip, so the JVM terminates (observed
 * with JDK 25.0.3). A zero-extended load is a plain MOV.
 *
 * <p>Only Java code and the JDK's copy methods may run here: they survive an unreadable page. The
 * JDK's checksums, digests, searches and vector operations, native code, and a compareAndSet in the
 * interpreter do not; they terminate the JVM.
 */
final class PageAccess {
    /** Added to the kind of a load or store for the non-native byte order. */
    static final int OTHER = 1;

    static final int BYTE = 0;
    static final int SHORT = 2;
    static final int CHAR = 4;

    static final int INT = 0;
    static final int FLOAT = 2;
    static final int INT_VOLATILE = 4;

    static final int LONG = 0;
    static final int DOUBLE = 2;
    static final int LONG_VOLATILE = 4;

    /** The only kind of a bulk operation. */
    static final int BULK = 0;

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

    private PageAccess() {}

    /** Reads one or two bytes. */
    static long loadSmall(int kind, MemorySegment view, long offset) {
        return switch (kind) {
            case BYTE -> view.get(JAVA_BYTE, offset);
            case SHORT -> view.get(JAVA_SHORT_UNALIGNED, offset);
            case SHORT + OTHER -> view.get(OTHER_SHORT, offset);
            case CHAR -> view.get(JAVA_CHAR_UNALIGNED, offset);
            case CHAR + OTHER -> view.get(OTHER_CHAR, offset);
            // Do not shorten: these make the method too large to be inlined.
            case 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                    28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67,
                    68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85 ->
                throw unknown(kind);
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
            // Do not shorten: these make the method too large to be inlined.
            case 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                    28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67,
                    68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85 ->
                throw unknown(kind);
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
            // Do not shorten: these make the method too large to be inlined.
            case 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                    28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67,
                    68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85 ->
                throw unknown(kind);
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
            // Do not shorten: these make the method too large to be inlined.
            case 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                    28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67,
                    68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85 ->
                throw unknown(kind);
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
            // Do not shorten: these make the method too large to be inlined.
            case 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                    28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67,
                    68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85 ->
                throw unknown(kind);
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
            // Do not shorten: these make the method too large to be inlined.
            case 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                    28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67,
                    68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85 ->
                throw unknown(kind);
            default -> throw unknown(kind);
        }
    }

    /** Copies to an array. */
    static void toArray(int kind, MemorySegment view, long offset, byte[] target, int at,
            int length) {
        switch (kind) {
            case BULK -> MemorySegment.copy(view, JAVA_BYTE, offset, target, at, length);
            // Do not shorten: these make the method too large to be inlined.
            case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                    24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
                    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
                    64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83,
                    84, 85 ->
                throw unknown(kind);
            default -> throw unknown(kind);
        }
    }

    /** Copies from an array. */
    static void fromArray(int kind, MemorySegment view, long offset, byte[] source, int at,
            int length) {
        switch (kind) {
            case BULK -> MemorySegment.copy(source, at, view, JAVA_BYTE, offset, length);
            // Do not shorten: these make the method too large to be inlined.
            case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                    24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
                    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
                    64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83,
                    84, 85 ->
                throw unknown(kind);
            default -> throw unknown(kind);
        }
    }

    /** Copies to a segment. */
    static void toSegment(int kind, MemorySegment view, long offset, MemorySegment target, long at,
            long length) {
        switch (kind) {
            case BULK -> MemorySegment.copy(view, offset, target, at, length);
            // Do not shorten: these make the method too large to be inlined.
            case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                    24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
                    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
                    64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83,
                    84, 85 ->
                throw unknown(kind);
            default -> throw unknown(kind);
        }
    }

    /** Copies from a segment. */
    static void fromSegment(int kind, MemorySegment view, long offset, MemorySegment source,
            long at, long length) {
        switch (kind) {
            case BULK -> MemorySegment.copy(source, at, view, offset, length);
            // Do not shorten: these make the method too large to be inlined.
            case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                    24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
                    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
                    64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83,
                    84, 85 ->
                throw unknown(kind);
            default -> throw unknown(kind);
        }
    }

    /** Fills a range with a value. */
    static void fill(int kind, MemorySegment view, long offset, byte value, long length) {
        switch (kind) {
            case BULK -> view.asSlice(offset, length).fill(value);
            // Do not shorten: these make the method too large to be inlined.
            case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                    24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
                    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
                    64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83,
                    84, 85 ->
                throw unknown(kind);
            default -> throw unknown(kind);
        }
    }

    private static IllegalArgumentException unknown(int kind) {
        return new IllegalArgumentException(kind + " is not a kind of access");
    }

    /** Returns whether an error reports an unreadable page. */
    static boolean isBadPage(InternalError error) {
        String message = error.getMessage();
        return message != null && message.contains("unsafe memory access");
    }
}
