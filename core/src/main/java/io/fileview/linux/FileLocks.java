package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fileview.spi.Place;
import io.fileview.waiting.RetryPause;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * Locks of the open file description ({@code fcntl(2)}, Linux 3.15). Unlike locks of the process,
 * they conflict with other openings in this process, and are not released when this process closes
 * another descriptor of the file.
 */
final class FileLocks {
    private static final long F_OFD_SETLK = 37;
    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    private final Descriptor file;

    FileLocks(Descriptor file) {
        this.file = file;
    }

    /**
     * Tries to lock a byte until the time limit has elapsed, because the kernel's blocking call has
     * no time limit, and would keep the carrier of a virtual thread.
     */
    boolean lock(long position, boolean shared, Duration limit) throws IOException {
        try (RetryPause attempts = new RetryPause(limit)) {
            do {
                long result = call(shared ? F_RDLCK : F_WRLCK, position);
                if (result >= 0) {
                    return true;
                }
                if (result != -Errno.EAGAIN && result != -Errno.EACCES) {
                    throw result == -Errno.EBADF && !shared
                            ? LinuxErrors.failure(
                                    Place.of(file.name(), position, 1),
                                    "cannot be locked exclusively, because it is open for reading"
                                            + " only",
                                    result,
                                    "open it READ_WRITE")
                            : failure(position, "cannot be locked", result);
                }
            } while (attempts.pause());
            return false;
        }
    }

    void unlock(long position) throws IOException {
        long result = call(F_UNLCK, position);
        if (result < 0) {
            throw failure(position, "cannot be unlocked", result);
        }
    }

    /**
     * {@code struct flock}: type and whence (from the start of the file), then start and length.
     */
    private long call(short type, long position) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = arena.allocate(32, 8);
            lock.set(JAVA_SHORT, 0, type);
            lock.set(JAVA_LONG, 8, position);
            lock.set(JAVA_LONG, 16, 1);
            lock.set(JAVA_INT, 24, 0); // must be 0, or the call fails
            return SystemCalls.untilNotInterrupted(
                    () -> SystemCalls.call(
                            SystemCall.FCNTL, file.fd(), F_OFD_SETLK, lock.address()));
        }
    }

    private IOException failure(long position, String problem, long result) {
        return LinuxErrors.failure(Place.of(file.name(), position, 1), problem, result);
    }
}
