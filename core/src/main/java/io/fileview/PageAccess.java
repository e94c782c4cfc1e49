package io.fileview;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every access to mapped memory of which a bad page must be told at once.
 *
 * <p>Compiled code that meets a bad page goes on; the JVM throws an InternalError at the next place
 * where it looks whether something is up. Such a place is the return of a compiled method, unless
 * the method has been inlined into its caller. HotSpot inlines no hot method that has more than 325
 * bytes of bytecode (FreqInlineSize), and {@link #access} has more: so the error comes out of it, and
 * not later. In the interpreter the error comes at the access in any case.
 *
 * <p>An int must not be widened with its sign: on x86-64 C2 makes one instruction of the load and the
 * widening (MOVSXD), which the JVM's handler of bad pages cannot skip, and so ends the process (seen
 * with JDK 25.0.3). Without the sign it is a plain MOV.
 *
 * <p>What runs here must be Java code, or one of the JDK's copies: those survive a bad page. The
 * checksums, digests, searches and vectors of the JDK, native code, and an interpreted compareAndSet
 * do not; they end the process.
 */
final class PageAccess {
    static final int GET_BYTE = 0;
    static final int GET_SHORT = 1;
    static final int GET_INT = 2;
    static final int GET_LONG = 3;
    static final int SET_BYTE = 4;
    static final int SET_SHORT = 5;
    static final int SET_INT = 6;
    static final int SET_LONG = 7;
    static final int GET_BYTE_VOLATILE = 8;
    static final int GET_SHORT_VOLATILE = 9;
    static final int GET_INT_VOLATILE = 10;
    static final int GET_LONG_VOLATILE = 11;
    static final int SET_BYTE_VOLATILE = 12;
    static final int SET_SHORT_VOLATILE = 13;
    static final int SET_INT_VOLATILE = 14;
    static final int SET_LONG_VOLATILE = 15;
    static final int COPY_TO_ARRAY = 16;
    static final int COPY_FROM_ARRAY = 17;
    static final int COPY_TO_SEGMENT = 18;
    static final int COPY_FROM_SEGMENT = 19;
    static final int FILL = 20;

    private static final VarHandle BYTE = JAVA_BYTE.varHandle();
    private static final VarHandle SHORT = ValueLayout.JAVA_SHORT.varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private PageAccess() {}

    /**
     * One access, of any kind, in the byte order of the machine. They share one method to make it too
     * big to be inlined; see above before splitting it.
     *
     * @param kind which one
     * @param view the mapped memory
     * @param offset bytes from its start
     * @param value what to set; of a bulk access its length in bytes
     * @param other the array or segment on the other side of a copy
     * @param at where in it, in bytes; what to fill with
     * @return what a get has got
     * @throws InternalError if a page is bad
     */
    static long access(
            int kind, MemorySegment view, long offset, long value, @Nullable Object other,
            long at) {
        return switch (kind) {
            case GET_BYTE -> view.get(JAVA_BYTE, offset);
            case GET_SHORT -> view.get(JAVA_SHORT_UNALIGNED, offset);
            case GET_INT -> Integer.toUnsignedLong(view.get(JAVA_INT_UNALIGNED, offset));
            case GET_LONG -> view.get(JAVA_LONG_UNALIGNED, offset);
            case SET_BYTE -> {
                view.set(JAVA_BYTE, offset, (byte) value);
                yield 0;
            }
            case SET_SHORT -> {
                view.set(JAVA_SHORT_UNALIGNED, offset, (short) value);
                yield 0;
            }
            case SET_INT -> {
                view.set(JAVA_INT_UNALIGNED, offset, (int) value);
                yield 0;
            }
            case SET_LONG -> {
                view.set(JAVA_LONG_UNALIGNED, offset, value);
                yield 0;
            }
            case GET_BYTE_VOLATILE -> (byte) BYTE.getVolatile(view, offset);
            case GET_SHORT_VOLATILE -> (short) SHORT.getVolatile(view, offset);
            case GET_INT_VOLATILE -> Integer.toUnsignedLong((int) INT.getVolatile(view, offset));
            case GET_LONG_VOLATILE -> (long) LONG.getVolatile(view, offset);
            case SET_BYTE_VOLATILE -> {
                BYTE.setVolatile(view, offset, (byte) value);
                yield 0;
            }
            case SET_SHORT_VOLATILE -> {
                SHORT.setVolatile(view, offset, (short) value);
                yield 0;
            }
            case SET_INT_VOLATILE -> {
                INT.setVolatile(view, offset, (int) value);
                yield 0;
            }
            case SET_LONG_VOLATILE -> {
                LONG.setVolatile(view, offset, value);
                yield 0;
            }
            case COPY_TO_ARRAY -> {
                MemorySegment.copy(
                        view, JAVA_BYTE, offset, bytes(other), (int) at, (int) value);
                yield 0;
            }
            case COPY_FROM_ARRAY -> {
                MemorySegment.copy(
                        bytes(other), (int) at, view, JAVA_BYTE, offset, (int) value);
                yield 0;
            }
            case COPY_TO_SEGMENT -> {
                MemorySegment.copy(view, offset, segment(other), at, value);
                yield 0;
            }
            case COPY_FROM_SEGMENT -> {
                MemorySegment.copy(segment(other), at, view, offset, value);
                yield 0;
            }
            case FILL -> {
                view.asSlice(offset, value).fill((byte) at);
                yield 0;
            }
            default ->
                throw new IllegalArgumentException("no kind of access has the number " + kind);
        };
    }

    private static byte[] bytes(@Nullable Object other) {
        return (byte[]) Objects.requireNonNull(other);
    }

    private static MemorySegment segment(@Nullable Object other) {
        return (MemorySegment) Objects.requireNonNull(other);
    }

    static boolean writes(int kind) {
        return (kind >= SET_BYTE && kind <= SET_LONG)
                || (kind >= SET_BYTE_VOLATILE && kind <= SET_LONG_VOLATILE)
                || kind == COPY_FROM_ARRAY
                || kind == COPY_FROM_SEGMENT
                || kind == FILL;
    }

    /** Tells the error that stands for a bad page from all others. */
    static boolean isBadPage(InternalError error) {
        String message = error.getMessage();
        return message != null && message.contains("unsafe memory access");
    }
}
