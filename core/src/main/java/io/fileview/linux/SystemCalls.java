package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.errors.DescriptorLimit;
import io.fileview.waiting.BlockingCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The downcalls of the Linux engine: {@code syscall(2)}, a variadic function, with seven longs and,
 * with the same types, {@code dladdr(3)}, which few programs need. A single signature keeps start-up
 * short, because each is compiled on first use.
 *
 * <p>Results are those of the kernel: 0 or more on success, the negated error number on failure.
 * During a call the thread is in native state and does not delay safepoints.
 */
final class SystemCalls {
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));
    private static final MemorySegment SPARE_STATE = Arena.global().allocate(CALL_STATE);
    private static final Linker.Option CAPTURED = Linker.Option.captureCallState("errno");
    static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    /** Found by the first call that finds it; one that does not is not the last to look. */
    private static volatile @Nullable MethodHandle found;

    /** The handle as a constant, which makes calls fast. Initialized only once it has been found. */
    private static final class Found {
        static final MethodHandle SYSCALL = Objects.requireNonNull(found);

        private Found() {}
    }

    /** Far more signals than a call meets; each of them takes the kernel some microseconds. */
    static final int MOST_INTERRUPTED_CALLS = 100_000;

    private SystemCalls() {}

    /**
     * Links the function before the first call.
     *
     * @return false if the process has no free descriptor for it
     * @throws IllegalStateException if the JVM allows no native calls, naming the option to add
     */
    static boolean isLinked() {
        if (found != null) {
            return true;
        }
        Optional<MethodHandle> handle;
        try {
            handle = link("syscall", CAPTURED, Linker.Option.firstVariadicArg(1));
        } catch (IllegalCallerException e) {
            Module module = SystemCalls.class.getModule();
            throw new IllegalStateException(
                    "the Linux engine makes system calls, which this JVM does not allow; start java"
                            + " with --enable-native-access="
                            + (module.isNamed() ? module.getName() : "ALL-UNNAMED")
                            + ", or choose the engine \"portable\"",
                    e);
        }
        if (handle.isEmpty()) {
            if (DescriptorLimit.isReached()) {
                return false;
            }
            throw new UnsatisfiedLinkError(
                    "the C library has no function syscall; choose the engine portable");
        }
        found = handle.get();
        return true;
    }

    @SuppressWarnings("restricted")
    private static Optional<MethodHandle> link(String function, Linker.Option... options) {
        return LibcFunctions.find(function).map(symbol -> Linker.nativeLinker().downcallHandle(
                symbol,
                FunctionDescriptor.of(
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG),
                options));
    }

    /** Returns the path of the library that contains an address; empty if none is known to. */
    @SuppressWarnings("restricted")
    static Optional<String> libraryAt(long address) {
        // It takes two arguments, and ignores the others; so the signature is that of syscall.
        Optional<MethodHandle> dladdr = link("dladdr", CAPTURED);
        if (dladdr.isEmpty()) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment info = arena.allocate(4 * JAVA_LONG.byteSize(), JAVA_LONG.byteSize());
            long found =
                    (long) dladdr.get()
                            .invokeExact(state, address, info.address(), 0L, 0L, 0L, 0L, 0L);
            long name = info.get(JAVA_LONG, 0);
            return (int) found == 0 || name == 0
                    ? Optional.empty()
                    : Optional.of(
                            MemorySegment.ofAddress(name).reinterpret(Long.MAX_VALUE).getString(0));
        } catch (Throwable impossible) {
            throw new LinkageError("dladdr could not be called", impossible);
        }
    }

    /** Returns a segment over mapped memory, which is valid until the arena is closed. */
    @SuppressWarnings("restricted")
    static MemorySegment segmentAt(long address, long length, Arena arena, Object anchor) {
        // The cleanup action has no effect, but makes the anchor reachable from every slice.
        return MemorySegment.ofAddress(address)
                .reinterpret(length, arena, ignored -> Objects.requireNonNull(anchor));
    }

    static long call(SystemCall call, long a) {
        return call(call, a, 0, 0, 0, 0, 0);
    }

    static long call(SystemCall call, long a, long b) {
        return call(call, a, b, 0, 0, 0, 0);
    }

    static long call(SystemCall call, long a, long b, long c) {
        return call(call, a, b, c, 0, 0, 0);
    }

    static long call(SystemCall call, long a, long b, long c, long d) {
        return call(call, a, b, c, d, 0, 0);
    }

    static long call(SystemCall call, long a, long b, long c, long d, long e) {
        return call(call, a, b, c, d, e, 0);
    }

    static long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
        if (!isLinked()) {
            return -Errno.EMFILE; // as the kernel says it
        }
        MethodHandle handle = Found.SYSCALL;
        MemorySegment state = null;
        try (Arena arena = Arena.ofConfined()) {
            state = arena.allocate(CALL_STATE);
            return call(handle, state, call.number(ARM), a, b, c, d, e, f);
        } catch (OutOfMemoryError noMemory) {
            if (state != null || !call.undoes()) {
                throw noMemory;
            }
            // What was done must be undone even if memory is short.
            synchronized (SPARE_STATE) {
                return call(handle, SPARE_STATE, call.number(ARM), a, b, c, d, e, f);
            }
        }
    }

    private static long call(
            MethodHandle handle,
            MemorySegment state,
            long number,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f) {
        try {
            long result = (long) handle.invokeExact(state, number, a, b, c, d, e, f);
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (VirtualMachineError noMemory) {
            throw noMemory;
        } catch (Throwable impossible) {
            throw new LinkageError("a system call could not be made", impossible);
        }
    }

    /**
     * Repeats a call that a signal interrupted. If that happens again and again, as on a file system
     * that answers each call so, the result is that error. A call that a signal can interrupt is one
     * that may block, so it does not keep the carrier of a virtual thread.
     */
    static long untilNotInterrupted(LongSupplier call) {
        return BlockingCalls.make(() -> repeated(call));
    }

    private static long repeated(LongSupplier call) {
        long result = call.getAsLong();
        for (int i = 1; result == -Errno.EINTR && i < MOST_INTERRUPTED_CALLS; i++) {
            result = call.getAsLong();
        }
        return result;
    }

    /** Reads a 32-bit field. */
    static long unsignedInt(MemorySegment struct, long offset) {
        return Integer.toUnsignedLong(struct.get(JAVA_INT, offset));
    }
}
