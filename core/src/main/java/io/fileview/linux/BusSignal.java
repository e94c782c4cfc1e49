package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Determines who handles SIGBUS, the signal by which the kernel reports that a mapped page cannot be
 * accessed. The JVM turns it into an error; a handler of a native library may end the process.
 */
public final class BusSignal {
    private static final long NUMBER = 7;

    /** The size of the kernel's struct sigaction; it starts with the address of the handler. */
    private static final long STRUCTURE = 64;

    private static final long MASK_BYTES = 8;
    private static final long DEFAULT = 0;
    private static final long IGNORED = 1;
    private static final String JVM = "libjvm.so";

    /** A handler that was found to belong to the JVM. */
    private static volatile long handlerOfJvm;

    private BusSignal() {}

    /**
     * Returns who handles the signal instead of the JVM, as a noun; empty if it is the JVM, or if
     * that cannot be found out, because this is not Linux or the JVM allows no native calls.
     */
    public static Optional<String> otherHandler() {
        if (new LinuxEngine().unavailableReason().isPresent()
                || !BusSignal.class.getModule().isNativeAccessEnabled()) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = arena.allocate(STRUCTURE, JAVA_LONG.byteSize());
            long result =
                    SystemCalls.call(
                            SystemCall.RT_SIGACTION, NUMBER, 0, action.address(), MASK_BYTES);
            return result < 0 ? Optional.empty() : otherThanJvm(action.get(JAVA_LONG, 0));
        }
    }

    private static Optional<String> otherThanJvm(long handler) {
        if (handler == DEFAULT) {
            return Optional.of("the operating system, which ends the process");
        }
        if (handler == IGNORED || handler == handlerOfJvm) {
            return handler == IGNORED ? Optional.of("nobody") : Optional.empty();
        }
        Optional<String> library = SystemCalls.libraryAt(handler);
        if (library.isPresent() && library.get().endsWith("/" + JVM)) {
            handlerOfJvm = handler;
            return Optional.empty();
        }
        return Optional.of(library.orElse("code at 0x" + Long.toHexString(handler)));
    }
}
