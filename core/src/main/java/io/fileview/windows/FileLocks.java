package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.spi.Place;
import io.fileview.waiting.RetryPause;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Locks of the handle (LockFileEx). They conflict with those of other handles in this process, too.
 * The system enforces them for ReadFile and WriteFile, but not for views: only bytes beyond the end
 * of a file can be locked without that.
 */
final class FileLocks {
    private static final int FAIL_IMMEDIATELY = 1;
    private static final int EXCLUSIVE = 2;
    private static final long OVERLAPPED_SIZE = 32;
    private static final int POSITION_AT = 16;

    private static final WindowsFunction LOCK = WindowsFunction.of("LockFileEx");
    private static final WindowsFunction UNLOCK = WindowsFunction.of("UnlockFileEx");

    private final WindowsHandle file;
    private final Set<Long> held = new HashSet<>(); // guarded by itself

    FileLocks(WindowsHandle file) {
        this.file = file;
    }

    /**
     * Tries to lock a byte until the time limit has elapsed, because the system's blocking call has
     * no time limit, and would keep the carrier of a virtual thread.
     */
    boolean lock(long position, boolean shared, Duration limit) throws IOException {
        if (!shared && !file.isWritable()) {
            throw WindowsErrors.failure(
                    Place.of(file.name(), position, 1),
                    "cannot be locked exclusively, because it is open for reading only",
                    WindowsError.ERROR_ACCESS_DENIED.number(),
                    "open it READ_WRITE");
        }
        int flags = FAIL_IMMEDIATELY | (shared ? 0 : EXCLUSIVE);
        try (RetryPause attempts = new RetryPause(limit)) {
            do {
                int error = lockNow(position, flags);
                if (error == 0) {
                    return true;
                }
                if (!WindowsError.ERROR_LOCK_VIOLATION.is(error)
                        && !WindowsError.ERROR_IO_PENDING.is(error)) {
                    throw failure(position, "cannot be locked", error);
                }
            } while (attempts.pause());
            return false;
        }
    }

    private int lockNow(long position, int flags) {
        synchronized (held) {
            int error = call(position, at -> LOCK.succeeds(file.value(), flags, 0, 1, 0, at));
            if (error == 0) {
                held.add(position);
            }
            return error;
        }
    }

    void unlock(long position) throws IOException {
        int error = unlockNow(position);
        if (error != 0 && !WindowsError.ERROR_NOT_LOCKED.is(error)) {
            throw failure(position, "cannot be unlocked", error);
        }
    }

    private int unlockNow(long position) {
        synchronized (held) {
            int error = call(position, at -> UNLOCK.succeeds(file.value(), 0, 1, 0, at));
            if (error == 0 || WindowsError.ERROR_NOT_LOCKED.is(error)) {
                held.remove(position);
            }
            return error;
        }
    }

    /** Releases all locks: the system releases those of a closed handle only when it has time. */
    void releaseAll() {
        synchronized (held) {
            for (Long position : Set.copyOf(held)) {
                unlockNow(position);
            }
        }
    }

    private interface Call {
        boolean at(long overlapped);
    }

    private static int call(long position, Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment overlapped = arena.allocate(OVERLAPPED_SIZE, 8);
            overlapped.set(JAVA_LONG, POSITION_AT, position);
            return call.at(overlapped.address()) ? 0 : WindowsFunction.lastError();
        }
    }

    private IOException failure(long position, String problem, int error) {
        return WindowsErrors.failure(Place.of(file.name(), position, 1), problem, error);
    }
}
