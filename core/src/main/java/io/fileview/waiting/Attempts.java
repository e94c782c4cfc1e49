package io.fileview.waiting;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * A wait that consists of attempts, until the time limit that the caller chose has elapsed or the
 * thread is interrupted. A waiting virtual thread releases its carrier. Used by one thread.
 */
public final class Attempts {
    private final Duration limit;
    private final Deadline deadline;
    private final PauseLengths lengths;

    private Attempts(Duration limit) {
        this.limit = limit;
        this.deadline = Deadline.after(limit);
        this.lengths = new PauseLengths(deadline);
    }

    /** Starts a wait of at most the given time. */
    public static Attempts within(Duration limit) {
        return new Attempts(limit);
    }

    /** Describes the limit, for messages. */
    public String describeLimit() {
        return deadline.isNever() ? "any time" : limit.toMillis() + " ms";
    }

    /**
     * Pauses before the next attempt.
     *
     * @return false if the time limit has elapsed
     * @throws InterruptedIOException if the thread is interrupted; its interrupt status is preserved
     */
    public boolean pause() throws InterruptedIOException {
        long length = lengths.next();
        if (length <= 0) {
            return false;
        }
        try {
            Thread.sleep(Duration.ofNanos(length));
        } catch (InterruptedException e) {
            throw interrupted();
        }
        return true;
    }

    /**
     * Acquires a lock, or waits for it for a short time.
     *
     * @return whether the lock was acquired
     * @throws InterruptedIOException if the thread is interrupted; its interrupt status is preserved
     */
    public static boolean acquires(Lock lock) throws InterruptedIOException {
        try {
            return lock.tryLock()
                    || lock.tryLock(PauseLengths.LONGEST.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Returns whether the time limit has elapsed. */
    public boolean hasPassed() {
        return deadline.hasPassed();
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("the thread was interrupted while it waited; try again");
    }
}
