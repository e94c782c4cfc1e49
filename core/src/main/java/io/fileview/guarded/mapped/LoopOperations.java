package io.fileview.guarded.mapped;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Loops that copy and fill with loads and stores, each of which survives an unreadable page. Only
 * {@link BulkLoops} calls them, in a way that no compiler inlines. C2 vectorizes those with an
 * array or a constant on one side.
 */
final class LoopOperations {
    private static final VarHandle LONG_OF_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

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

    /** Copies between segments, from the first byte to the last. */
    static void upwards(MemorySegment from, long offset, MemorySegment to, long at, long length) {
        int longs = inLongs((int) length);
        int i = 0;
        for (; i < longs; i += Long.BYTES) {
            to.set(JAVA_LONG_UNALIGNED, at + i, from.get(JAVA_LONG_UNALIGNED, offset + i));
        }
        for (; i < length; i++) {
            to.set(JAVA_BYTE, at + i, from.get(JAVA_BYTE, offset + i));
        }
    }

    /** Copies between segments, from the last byte to the first. */
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
