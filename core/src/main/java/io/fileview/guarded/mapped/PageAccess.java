package io.fileview.guarded.mapped;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Every access to mapped memory. If a page cannot be accessed, the method that accesses it throws an
 * {@link InternalError}.
 *
 * <p>Compiled code that accesses an unreadable page continues; the JVM throws its error at the next
 * point where it checks for asynchronous exceptions. The return of a compiled method is such a
 * point, unless the method has been inlined into its caller. So the operations are called through
 * method handles that are not constant: neither C1 nor C2 nor Graal inlines such a call, whatever
 * their options are, because none knows at compilation what the handle will be. The interpreter
 * always throws the error at the access.
 *
 * <p>There are several methods because many kinds in one method make an access slower.
 */
public final class PageAccess {
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

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodType LOAD =
            MethodType.methodType(long.class, int.class, MemorySegment.class, long.class);
    private static final MethodType STORE =
            MethodType.methodType(
                    void.class, int.class, MemorySegment.class, long.class, long.class);
    static final MethodType ARRAY =
            MethodType.methodType(
                    void.class,
                    MemorySegment.class,
                    long.class,
                    byte[].class,
                    int.class,
                    int.class);
    static final MethodType SEGMENT =
            MethodType.methodType(
                    void.class,
                    MemorySegment.class,
                    long.class,
                    MemorySegment.class,
                    long.class,
                    long.class);
    static final MethodType FILL =
            MethodType.methodType(
                    void.class, MemorySegment.class, long.class, byte.class, long.class);
    private static final MethodType PLACE =
            MethodType.methodType(void.class, MemorySegment.class, long.class);

    // These must not be final: compilers take final fields for constants, and would inline.
    private static MethodHandle loadSmall = operation(PageOperations.class, "loadSmall", LOAD);
    private static MethodHandle loadInt = operation(PageOperations.class, "loadInt", LOAD);
    private static MethodHandle loadLong = operation(PageOperations.class, "loadLong", LOAD);
    private static MethodHandle storeSmall = operation(PageOperations.class, "storeSmall", STORE);
    private static MethodHandle storeInt = operation(PageOperations.class, "storeInt", STORE);
    private static MethodHandle storeLong = operation(PageOperations.class, "storeLong", STORE);
    private static MethodHandle toArray = operation(PageOperations.class, "toArray", ARRAY);
    private static MethodHandle fromArray = operation(PageOperations.class, "fromArray", ARRAY);
    private static MethodHandle toSegment = operation(PageOperations.class, "toSegment", SEGMENT);
    private static MethodHandle fromSegment =
            operation(PageOperations.class, "fromSegment", SEGMENT);
    private static MethodHandle fill = operation(PageOperations.class, "fill", FILL);
    private static MethodHandle rewrite = operation(PageOperations.class, "rewrite", PLACE);

    private PageAccess() {}

    static MethodHandle operation(Class<?> owner, String name, MethodType type) {
        try {
            return LOOKUP.findStatic(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(owner.getSimpleName() + " has no " + name, e);
        }
    }

    /** Reads one or two bytes. */
    static long loadSmall(int kind, MemorySegment view, long offset) {
        try {
            return (long) loadSmall.invokeExact(kind, view, offset);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Reads four bytes. */
    static long loadInt(int kind, MemorySegment view, long offset) {
        try {
            return (long) loadInt.invokeExact(kind, view, offset);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Reads eight bytes. */
    static long loadLong(int kind, MemorySegment view, long offset) {
        try {
            return (long) loadLong.invokeExact(kind, view, offset);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Writes one or two bytes. */
    static void storeSmall(int kind, MemorySegment view, long offset, long value) {
        try {
            storeSmall.invokeExact(kind, view, offset, value);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Writes four bytes. */
    static void storeInt(int kind, MemorySegment view, long offset, long value) {
        try {
            storeInt.invokeExact(kind, view, offset, value);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Writes eight bytes. */
    static void storeLong(int kind, MemorySegment view, long offset, long value) {
        try {
            storeLong.invokeExact(kind, view, offset, value);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Copies to an array. */
    public static void toArray(MemorySegment view, long offset, byte[] target, int at, int length) {
        try {
            if (BulkLoops.ARE_USED) {
                BulkLoops.toArray(view, offset, target, at, length);
            } else {
                toArray.invokeExact(view, offset, target, at, length);
            }
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Copies from an array. */
    public static void fromArray(MemorySegment view, long offset, byte[] source, int at,
            int length) {
        try {
            if (BulkLoops.ARE_USED) {
                BulkLoops.fromArray(view, offset, source, at, length);
            } else {
                fromArray.invokeExact(view, offset, source, at, length);
            }
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Copies to a segment. */
    public static void toSegment(MemorySegment view, long offset, MemorySegment target, long at,
            long length) {
        try {
            if (BulkLoops.ARE_USED) {
                BulkLoops.toSegment(view, offset, target, at, length);
            } else {
                toSegment.invokeExact(view, offset, target, at, length);
            }
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Copies from a segment. */
    public static void fromSegment(MemorySegment view, long offset, MemorySegment source, long at,
            long length) {
        try {
            if (BulkLoops.ARE_USED) {
                BulkLoops.fromSegment(view, offset, source, at, length);
            } else {
                fromSegment.invokeExact(view, offset, source, at, length);
            }
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Fills a range with a value. */
    static void fill(MemorySegment view, long offset, byte value, long length) {
        try {
            if (BulkLoops.ARE_USED) {
                BulkLoops.fill(view, offset, value, length);
            } else {
                fill.invokeExact(view, offset, value, length);
            }
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Reads one byte, so that the page is mapped. */
    public static void touch(MemorySegment view, long offset) {
        loadSmall(BYTE, view, offset);
    }

    /**
     * Marks a page as dirty by atomically adding zero to an aligned int of it, which loses no
     * concurrent write. The interpreter performs this in native code: there a page that can be read
     * but not written terminates the JVM. The caller must have excluded that as far as it can.
     *
     * @throws InternalError if the page cannot be read, or compiled code cannot write to it
     */
    public static void markDirty(MemorySegment view, long offset) {
        loadInt(INT_VOLATILE, view, offset);
        try {
            rewrite.invokeExact(view, offset);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Returns what an operation, which declares no checked exception, has thrown. */
    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    /** Returns whether an error reports an unreadable page. */
    public static boolean isBadPage(InternalError error) {
        String message = error.getMessage();
        return message != null && message.contains("unsafe memory access");
    }
}
