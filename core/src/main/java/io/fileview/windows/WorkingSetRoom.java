package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The minimum working set of this process, which limits how many bytes can be locked in memory. It
 * is raised by what is locked beyond it, and lowered again when that is unlocked. Thread-safe.
 */
final class WorkingSetRoom {
    static final WorkingSetRoom OF_PROCESS = new WorkingSetRoom();

    private static final WindowsFunction GET = WindowsFunction.of("GetProcessWorkingSetSizeEx");
    private static final WindowsFunction SET = WindowsFunction.of("SetProcessWorkingSetSizeEx");
    private static final long THIS_PROCESS = -1;

    /** The system needs a few pages of the minimum for itself, and between it and the maximum. */
    private static final long SPARE = 64 << 10;

    /** The bytes by which the minimum has been raised. */
    private long raised; // guarded by this

    private WorkingSetRoom() {}

    /** Makes room for locking so many bytes, and returns the error, or 0. */
    synchronized int raise(long bytes) {
        long more = raised == 0 ? bytes + SPARE : bytes;
        int error = change(more);
        if (error == 0) {
            raised += more;
        }
        return error;
    }

    /** Takes back the room of bytes that have been unlocked. That may fail without harm. */
    synchronized void giveBack(long bytes) {
        long less = raised - bytes <= SPARE ? raised : bytes;
        if (less > 0 && change(-less) == 0) {
            raised -= less;
        }
    }

    /** Returns the minimum working set in bytes; -1 if the system does not tell. */
    long minimum() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = arena.allocate(3 * JAVA_LONG.byteSize(), JAVA_LONG.byteSize());
            return read(sizes) ? sizes.get(JAVA_LONG, 0) : -1;
        }
    }

    private static boolean read(MemorySegment sizes) {
        long at = sizes.address();
        return GET.isPresent() && GET.succeeds(THIS_PROCESS, at, at + 8, at + 16);
    }

    private static int change(long bytes) {
        if (!SET.isPresent()) {
            return MapFailures.INVALID_FUNCTION;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = arena.allocate(3 * JAVA_LONG.byteSize(), JAVA_LONG.byteSize());
            if (!read(sizes)) {
                return WindowsFunction.lastError();
            }
            long minimum = sizes.get(JAVA_LONG, 0) + bytes;
            long maximum = Math.max(sizes.get(JAVA_LONG, 8), minimum + SPARE);
            long flags = Integer.toUnsignedLong(sizes.get(JAVA_INT, 16));
            return SET.succeeds(THIS_PROCESS, minimum, maximum, flags)
                    ? 0
                    : WindowsFunction.lastError();
        }
    }
}
