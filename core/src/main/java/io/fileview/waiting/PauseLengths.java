package io.fileview.waiting;

import java.time.Duration;

/**
 * The lengths of the pauses between attempts: each is twice the one before, up to a maximum, and
 * none ends after the deadline. Used by one thread.
 */
final class PauseLengths {
    static final Duration FIRST = Duration.ofNanos(50_000);
    static final Duration LONGEST = Duration.ofMillis(2);

    private final Deadline deadline;
    private long next = FIRST.toNanos();

    PauseLengths(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Returns the length of the next pause in nanoseconds; zero or less if the deadline has passed. */
    long next() {
        long length = Math.min(next, deadline.nanosLeft());
        next = Math.min(2 * next, LONGEST.toNanos());
        return length;
    }
}
