package io.fileview.memory;

import io.fileview.spi.Place;
import java.io.IOException;
import java.time.Duration;

/** Somebody who waits for a lock of one byte. */
final class LockAttempt {
    private final MemoryFile file;
    private final long position;
    private final boolean shared;

    LockAttempt(MemoryFile file, long position, boolean shared) {
        this.file = file;
        this.position = position;
        this.shared = shared;
    }

    boolean run(Duration limit) throws IOException {
        if (!shared && !file.isWritable()) {
            throw MemoryEngine.failure(
                    Place.of(file.name(), position, 1),
                    "is open for reading only, and cannot be locked for one alone",
                    "EBADF");
        }
        return file.files().locked(() -> await(nanos(limit)));
    }

    private static long nanos(Duration limit) {
        return limit.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0
                ? Long.MAX_VALUE / 2
                : limit.toNanos();
    }

    private boolean await(long limit) throws IOException {
        long end = System.nanoTime() + limit;
        boolean interrupted = false;
        try {
            while (true) {
                file.requireAlive();
                if (file.node().locks.take(file, position, shared)) {
                    file.files().signal(); // An exclusive lock may have become a shared one.
                    return true;
                }
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    file.files().await(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
