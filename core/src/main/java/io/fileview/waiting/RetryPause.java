package io.fileview.waiting;

import java.time.Duration;

/**
 * Increasing pauses between attempts, until a time limit has elapsed. An interrupt shortens a pause
 * but does not end the wait; {@link #close} restores the interrupt status. A pausing virtual thread
 * releases its carrier.
 */
public final class RetryPause implements AutoCloseable {
    private static final Duration FIRST = Duration.ofNanos(50_000);
    private static final Duration LONGEST = Duration.ofMillis(2);
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE); // 292 years

    private final long start = System.nanoTime();
    private final long limit;
    private long next = FIRST.toNanos();
    private boolean wasInterrupted;

    public RetryPause(Duration limit) {
        this.limit =
                limit.compareTo(FOREVER) >= 0
                        ? Long.MAX_VALUE
                        : limit.isNegative() ? 0 : limit.toNanos();
    }

    /** Pauses, and returns false instead if the limit has passed. */
    public boolean pause() {
        long left = limit - (System.nanoTime() - start);
        if (left <= 0) {
            return false;
        }
        try {
            Thread.sleep(Duration.ofNanos(Math.min(next, left)));
        } catch (InterruptedException e) {
            wasInterrupted = true;
        }
        next = Math.min(2 * next, LONGEST.toNanos());
        return true;
    }

    @Override
    public void close() {
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
