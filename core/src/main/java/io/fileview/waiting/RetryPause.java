package io.fileview.waiting;

import java.time.Duration;

/**
 * Increasing pauses between attempts, until a time limit has elapsed. An interrupt does not shorten
 * a pause, or its thread would try again and again without pausing. {@link #close} restores the
 * interrupt status. A pausing virtual thread releases its carrier.
 */
public final class RetryPause implements AutoCloseable {
    private static final Duration FIRST = Duration.ofNanos(50_000);
    private static final Duration LONGEST = Duration.ofMillis(2);

    private final Deadline deadline;
    private long next = FIRST.toNanos();
    private boolean wasInterrupted;

    public RetryPause(Duration limit) {
        this.deadline = Deadline.after(limit);
    }

    /** Pauses, and returns false instead if the limit has passed. */
    public boolean pause() {
        long left = deadline.nanosLeft();
        if (left <= 0) {
            return false;
        }
        sleep(Math.min(next, left));
        next = Math.min(2 * next, LONGEST.toNanos());
        return true;
    }

    private void sleep(long nanos) {
        Deadline end = Deadline.after(Duration.ofNanos(nanos));
        for (long left = nanos; left > 0; left = end.nanosLeft()) {
            try {
                Thread.sleep(Duration.ofNanos(left));
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
    }

    @Override
    public void close() {
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
