package io.fileview.guarded.mapped;

import static java.lang.foreign.MemoryLayout.PathElement.sequenceElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Loops that copy and fill with loads and stores, each of which survives an unreadable page. Only
 * {@link BulkLoops} calls them, in a way that no compiler inlines.
 *
 * <p>C2 vectorizes those with an array or a constant on one side. If both sides are native memory, a
 * store might change what the next load reads; so C2 vectorizes only loads that precede the stores
 * of the same iteration. It does so for four longs, not for eight (observed with JDK 25.0.3).
 *
 * <p>C2 must also know the class of both segments, and a mapped one may have another class than
 * other native memory. So {@code toNative} and {@code fromNative} are the same code with a profile
 * each, and heap memory has a method of its own. If one of them meets several classes
 * nevertheless, a copy is correct but takes more than twice as long.
 */
final class LoopOperations {
    private static final VarHandle LONG_OF_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Four longs, whose bounds are checked once. */
    private static final MemoryLayout BLOCK = MemoryLayout.sequenceLayout(4, JAVA_LONG_UNALIGNED);

    private static final VarHandle FIRST = BLOCK.varHandle(sequenceElement(0));
    private static final VarHandle SECOND = BLOCK.varHandle(sequenceElement(1));
    private static final VarHandle THIRD = BLOCK.varHandle(sequenceElement(2));
    private static final VarHandle FOURTH = BLOCK.varHandle(sequenceElement(3));
    private static final int BLOCK_SIZE = 4 * Long.BYTES;

    /** The smallest page there is. */
    private static final int PAGE = 4096;

    private LoopOperations() {}

    /** Reads a byte of every page of a range, and returns their sum. */
    static long touch(MemorySegment segment, long offset, long length) {
        long sum = 0;
        for (long i = 0; i < length; i += PAGE) {
            sum += segment.get(JAVA_BYTE, offset + i);
        }
        return length > 0 ? sum + segment.get(JAVA_BYTE, offset + length - 1) : sum;
    }

    /** Copies to an array. */
    static void toArray(MemorySegment view, long offset, byte[] target, int at, int length) {
        int longs = inLongs(length);
        int i = 0;
        for (; i < longs; i += Long.BYTES) {
            LONG_OF_BYTES.set(target, at + i, view.get(JAVA_LONG_UNALIGNED, offset + i));
        }
        for (; i < length; i++) {
            target[at + i] = view.get(JAVA_BYTE, offset + i);
        }
    }

    /** Copies from an array. */
    static void fromArray(MemorySegment view, long offset, byte[] source, int at, int length) {
        int longs = inLongs(length);
        int i = 0;
        for (; i < longs; i += Long.BYTES) {
            view.set(JAVA_LONG_UNALIGNED, offset + i, (long) LONG_OF_BYTES.get(source, at + i));
        }
        for (; i < length; i++) {
            view.set(JAVA_BYTE, offset + i, source[at + i]);
        }
    }

    /** Copies from a native view to native memory, from the first byte to the last. */
    static void toNative(MemorySegment view, long offset, MemorySegment target, long at,
            long length) {
        int longs = inLongs((int) length);
        int blocks = longs & -BLOCK_SIZE;
        int i = 0;
        for (; i < blocks; i += BLOCK_SIZE) {
            long first = (long) FIRST.get(view, offset + i);
            long second = (long) SECOND.get(view, offset + i);
            long third = (long) THIRD.get(view, offset + i);
            long fourth = (long) FOURTH.get(view, offset + i);
            FIRST.set(target, at + i, first);
            SECOND.set(target, at + i, second);
            THIRD.set(target, at + i, third);
            FOURTH.set(target, at + i, fourth);
        }
        for (; i < longs; i += Long.BYTES) {
            target.set(JAVA_LONG_UNALIGNED, at + i, view.get(JAVA_LONG_UNALIGNED, offset + i));
        }
        for (; i < length; i++) {
            target.set(JAVA_BYTE, at + i, view.get(JAVA_BYTE, offset + i));
        }
    }

    /** Copies from native memory to a native view, from the first byte to the last. */
    static void fromNative(MemorySegment source, long at, MemorySegment view, long offset,
            long length) {
        int longs = inLongs((int) length);
        int blocks = longs & -BLOCK_SIZE;
        int i = 0;
        for (; i < blocks; i += BLOCK_SIZE) {
            long first = (long) FIRST.get(source, at + i);
            long second = (long) SECOND.get(source, at + i);
            long third = (long) THIRD.get(source, at + i);
            long fourth = (long) FOURTH.get(source, at + i);
            FIRST.set(view, offset + i, first);
            SECOND.set(view, offset + i, second);
            THIRD.set(view, offset + i, third);
            FOURTH.set(view, offset + i, fourth);
        }
        for (; i < longs; i += Long.BYTES) {
            view.set(JAVA_LONG_UNALIGNED, offset + i, source.get(JAVA_LONG_UNALIGNED, at + i));
        }
        for (; i < length; i++) {
            view.set(JAVA_BYTE, offset + i, source.get(JAVA_BYTE, at + i));
        }
    }

    /** Copies between native and heap memory, from the first byte to the last. */
    static void heap(MemorySegment from, long offset, MemorySegment to, long at, long length) {
        int longs = inLongs((int) length);
        int i = 0;
        for (; i < longs; i += Long.BYTES) {
            to.set(JAVA_LONG_UNALIGNED, at + i, from.get(JAVA_LONG_UNALIGNED, offset + i));
        }
        for (; i < length; i++) {
            to.set(JAVA_BYTE, at + i, from.get(JAVA_BYTE, offset + i));
        }
    }

    /** Copies between native segments, from the last byte to the first. */
    static void downwards(MemorySegment from, long offset, MemorySegment to, long at, long length) {
        int longs = inLongs((int) length);
        int i = (int) length - 1;
        for (; i >= longs; i--) {
            to.set(JAVA_BYTE, at + i, from.get(JAVA_BYTE, offset + i));
        }
        for (i = longs - Long.BYTES; i >= 0; i -= Long.BYTES) {
            to.set(JAVA_LONG_UNALIGNED, at + i, from.get(JAVA_LONG_UNALIGNED, offset + i));
        }
    }

    /** Fills a range with a value. */
    static void fill(MemorySegment view, long offset, byte value, long length) {
        long eight = Byte.toUnsignedLong(value) * 0x0101_0101_0101_0101L;
        int longs = inLongs((int) length);
        int i = 0;
        for (; i < longs; i += Long.BYTES) {
            view.set(JAVA_LONG_UNALIGNED, offset + i, eight);
        }
        for (; i < length; i++) {
            view.set(JAVA_BYTE, offset + i, value);
        }
    }

    private static int inLongs(int length) {
        return length & -Long.BYTES;
    }
}
