package io.fileview.waiting;

import java.time.Duration;

/**
 * Increasing pauses between attempts, until a time limit has elapsed. An interrupt does not shorten
 * a pause, or its thread would try again and again without pausing. {@link #close} restores the
 * interrupt status. A pausing virtual thread releases its carrier.
 */
public final class RetryPause implements AutoCloseable {
    private final PauseLengths lengths;
    private boolean wasInterrupted;

    public RetryPause(Duration limit) {
        this.lengths = new PauseLengths(Deadline.after(limit));
    }

    /** Pauses, and returns false instead if the limit has passed. */
    public boolean pause() {
        long length = lengths.next();
        if (length <= 0) {
            return false;
        }
        sleep(length);
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
