package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

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
 * The only downcall of the Linux engine: {@code syscall(2)} with seven longs. A single signature
 * keeps start-up short, because each signature is compiled on first use.
 *
 * <p>Results are those of the kernel: 0 or more on success, the negated error number on failure.
 * During a call the thread is in native state and does not delay safepoints.
 */
final class SystemCalls {
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));
    static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    private static final @Nullable MethodHandle SYSCALL;
    private static final @Nullable String REFUSAL;

    static {
        MethodHandle handle = null;
        String refusal = null;
        try {
            handle = link();
        } catch (IllegalCallerException e) {
            Module module = SystemCalls.class.getModule();
            refusal =
                    "the Linux engine makes system calls, which this JVM does not allow; start java"
                            + " with --enable-native-access="
                            + (module.isNamed() ? module.getName() : "ALL-UNNAMED")
                            + ", or choose the engine \"portable\"";
        }
        SYSCALL = handle;
        REFUSAL = refusal;
    }

    /** Far more signals than a call meets; each of them takes the kernel some microseconds. */
    static final int MOST_INTERRUPTED_CALLS = 100_000;

    private SystemCalls() {}

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol =
                linker.defaultLookup()
                        .find("syscall")
                        .orElseThrow(() -> new UnsatisfiedLinkError("libc has no syscall()"));
        return linker.downcallHandle(
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
                Linker.Option.captureCallState("errno"));
    }

    /**
     * Returns why native calls are impossible, naming the option to add; empty if the JVM allows
     * them.
     */
    static Optional<String> refusal() {
        return Optional.ofNullable(REFUSAL);
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
        MethodHandle handle = SYSCALL;
        if (handle == null) {
            throw new IllegalStateException(REFUSAL);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long number = call.number(ARM);
            long result = (long) handle.invokeExact(state, number, a, b, c, d, e, f);
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (Throwable impossible) {
            throw new LinkageError("the system call " + call + " could not be made", impossible);
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
