package io.fileview.memory;

import io.fileview.spi.Place;
import java.io.IOException;
import java.time.Duration;

/** Somebody who waits for a lock of one byte. */
final class LockAttempt {
    private static final Duration FOREVER = Duration.ofDays(10_000);

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
        return file.files().locked(() -> file.files().await(nanos(limit), this::take));
    }

    private static long nanos(Duration limit) {
        return limit.compareTo(FOREVER) > 0 ? FOREVER.toNanos() : limit.toNanos();
    }

    private boolean take() throws IOException {
        file.requireAlive();
        boolean taken = file.node().locks.take(file, position, shared);
        if (taken) {
            file.files().signal(); // An exclusive lock may have become a shared one.
        }
        return taken;
    }
}
