package io.fileview.guarded.mapped;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Objects;

/**
 * Bulk access to mapped memory by loops instead of the JDK's copy methods, which do not survive an
 * unreadable page everywhere.
 *
 * <p>On 64-bit ARM, once C2 has compiled a copy, the instructions that access the memory lie
 * outside the code in which the JVM expects such a fault, and it terminates (observed with JDK
 * 25.0.2 and 25.0.5). On x86-64 the methods survive; other processors have not been tried.
 *
 * <p>A loop continues after each load or store of an unreadable page, and the error comes when it
 * returns; the system tries to read the page for each of them. Therefore one call moves few pages,
 * each of which is read once before; with fewer, the calls would cost a sixth of the time.
 */
final class BulkLoops {
    /** If set, decides instead of the processor whether the loops are used, for measurements. */
    static final String PROPERTY = "fileview.guarded.loops";

    /** Whether the loops are used. */
    static final boolean ARE_USED =
            areUsed(System.getProperty("os.arch", ""), System.getProperty(PROPERTY, ""));

    /** The most bytes that a call moves. */
    private static final int AT_ONCE = 64 << 10;

    // These must not be final: compilers take final fields for constants, and would inline.
    private static MethodHandle toArray = operation("toArray", PageAccess.ARRAY);
    private static MethodHandle fromArray = operation("fromArray", PageAccess.ARRAY);
    private static MethodHandle toNative = operation("toNative", PageAccess.SEGMENT);
    private static MethodHandle fromNative = operation("fromNative", PageAccess.SEGMENT);
    private static MethodHandle heap = operation("heap", PageAccess.SEGMENT);
    private static MethodHandle downwards = operation("downwards", PageAccess.SEGMENT);
    private static MethodHandle fill = operation("fill", PageAccess.FILL);
    private static MethodHandle touch =
            operation(
                    "touch",
                    MethodType.methodType(
                            long.class, MemorySegment.class, long.class, long.class));

    private BulkLoops() {}

    private static MethodHandle operation(String name, MethodType type) {
        return PageAccess.operation(LoopOperations.class, name, type);
    }

    /** Returns whether the loops are used on a processor, with a value of the property. */
    static boolean areUsed(String processor, String property) {
        return property.isEmpty()
                ? !processor.equals("amd64") && !processor.equals("x86_64")
                : Boolean.parseBoolean(property);
    }

    /** Reads a byte of every page of a range, if it is native memory. */
    private static void touch(MemorySegment segment, long offset, long length) throws Throwable {
        if (segment.isNative()) {
            // A compiled method that is called by a handle returns its result, so that nothing is left out.
            long ignored = (long) touch.invokeExact(segment, offset, length);
        }
    }

    /** Copies to an array. */
    static void toArray(MemorySegment view, long offset, byte[] target, int at, int length)
            throws Throwable {
        Objects.checkFromIndexSize(offset, length, view.byteSize());
        Objects.checkFromIndexSize(at, length, target.length);
        for (int done = 0; done < length; done += AT_ONCE) {
            int count = Math.min(AT_ONCE, length - done);
            touch(view, offset + done, count);
            toArray.invokeExact(view, offset + done, target, at + done, count);
        }
    }

    /** Copies from an array. */
    static void fromArray(MemorySegment view, long offset, byte[] source, int at, int length)
            throws Throwable {
        Objects.checkFromIndexSize(offset, length, view.byteSize());
        Objects.checkFromIndexSize(at, length, source.length);
        for (int done = 0; done < length; done += AT_ONCE) {
            int count = Math.min(AT_ONCE, length - done);
            touch(view, offset + done, count);
            fromArray.invokeExact(view, offset + done, source, at + done, count);
        }
    }

    /** Copies to a segment, which may overlap with the view. */
    static void toSegment(MemorySegment view, long offset, MemorySegment target, long at,
            long length) throws Throwable {
        if (target.heapBase().orElse(null) instanceof byte[] array) {
            Objects.checkFromIndexSize(at, length, target.byteSize());
            toArray(view, offset, array, (int) (target.address() + at), (int) length);
            return;
        }
        copy(target.isNative() ? toNative : heap, view, offset, target, at, length);
    }

    /** Copies from a segment, which may overlap with the view. */
    static void fromSegment(MemorySegment view, long offset, MemorySegment source, long at,
            long length) throws Throwable {
        if (source.heapBase().orElse(null) instanceof byte[] array) {
            Objects.checkFromIndexSize(at, length, source.byteSize());
            fromArray(view, offset, array, (int) (source.address() + at), (int) length);
            return;
        }
        copy(source.isNative() ? fromNative : heap, source, at, view, offset, length);
    }

    /** Copies between segments, of which one is native. */
    private static void copy(MethodHandle upwards, MemorySegment from, long offset,
            MemorySegment to, long at, long length) throws Throwable {
        Objects.checkFromIndexSize(offset, length, from.byteSize());
        Objects.checkFromIndexSize(at, length, to.byteSize());
        if (isOverwritten(from, offset, to, at, length)) {
            for (long left = length; left > 0; left -= AT_ONCE) {
                long count = Math.min(AT_ONCE, left);
                long rest = left - count;
                touch(from, offset + rest, count);
                touch(to, at + rest, count);
                downwards.invokeExact(from, offset + rest, to, at + rest, count);
            }
            return;
        }
        for (long done = 0; done < length; done += AT_ONCE) {
            long count = Math.min(AT_ONCE, length - done);
            touch(from, offset + done, count);
            touch(to, at + done, count);
            upwards.invokeExact(from, offset + done, to, at + done, count);
        }
    }

    /** Returns whether a copy upwards would overwrite bytes before it has read them. */
    private static boolean isOverwritten(
            MemorySegment from, long offset, MemorySegment to, long at, long length) {
        long distance = to.address() + at - from.address() - offset;
        return from.isNative() && to.isNative() && distance > 0 && distance < length;
    }

    /** Fills a range with a value. */
    static void fill(MemorySegment view, long offset, byte value, long length) throws Throwable {
        Objects.checkFromIndexSize(offset, length, view.byteSize());
        for (long done = 0; done < length; done += AT_ONCE) {
            long count = Math.min(AT_ONCE, length - done);
            touch(view, offset + done, count);
            fill.invokeExact(view, offset + done, value, count);
        }
    }
}
