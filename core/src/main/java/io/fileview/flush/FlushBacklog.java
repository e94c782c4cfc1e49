package io.fileview.flush;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writes that were reported to a {@link FlushScheduler} and are not durable. A write that is
 * reported during a flush belongs to the next one: the flush may have passed its pages already.
 */
final class FlushBacklog {
    private final long maxBytes;
    private final long maxDelay; // nanoseconds

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();

    private long waiting; // bytes for the next flush; guarded by the lock, as all fields below
    private long waitingSince; // if there are any
    private long inFlight; // bytes of the flush in progress
    private long inFlightSince;
    private boolean flushing;

    private long begun; // flushes
    private long succeeded; // the number, in order of their start, of the last one that succeeded
    private long failed; // the number of failures
    private long lastBegin = System.nanoTime();
    private long wanted; // the last flush that a thread waits for

    private @Nullable IOException lastFailure;
    private @Nullable IOException unreported;
    private boolean closing;
    private boolean closed;

    FlushBacklog(long maxBytes, long maxDelay) {
        this.maxBytes = maxBytes;
        this.maxDelay = maxDelay;
    }

    void add(long bytes, Object file) throws IOException {
        lock.lock();
        try {
            requireOpen(file);
            if (bytes > 0) {
                if (waiting == 0) {
                    waitingSince = System.nanoTime();
                }
                waiting = sum(waiting, bytes);
            }
            throwUnreported();
            long failuresBefore = failed;
            if (lastFailure == null && waiting >= maxBytes - maxBytes / 2) {
                change.signalAll();
            }
            while (sum(waiting, inFlight) > maxBytes || oldest() > maxDelay) {
                if (!flushing && lastFailure == null) {
                    want(begun + 1);
                }
                change.awaitUninterruptibly();
                throwFailureSince(failuresBefore);
            }
        } finally {
            lock.unlock();
        }
    }

    void awaitFlush(Object file) throws IOException {
        lock.lock();
        try {
            requireOpen(file);
            throwUnreported();
            awaitNext();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a flush that has not started yet: one in progress may have passed the pages. */
    private void awaitNext() throws IOException {
        long failuresBefore = failed;
        long mine = begun + 1;
        want(mine);
        while (succeeded < mine) {
            change.awaitUninterruptibly();
            throwFailureSince(failuresBefore);
        }
    }

    void flushAndClose(Object file) throws IOException {
        lock.lock();
        try {
            requireOpen(file);
            closing = true;
            IOException earlier = unreported;
            unreported = null;
            try {
                awaitNext();
            } catch (IOException last) {
                if (earlier != null && !earlier.equals(last)) {
                    last.addSuppressed(earlier);
                }
                throw last;
            } finally {
                closed = true;
                change.signalAll();
            }
            if (earlier != null) {
                throw earlier;
            }
        } finally {
            lock.unlock();
        }
    }

    private void want(long flush) {
        wanted = Math.max(wanted, flush);
        change.signalAll();
    }

    /** Waits until a flush is due (true), or the scheduler is closed (false). */
    boolean awaitWork() {
        lock.lock();
        try {
            while (!closed && !isDue()) {
                try {
                    change.awaitNanos(maxDelay / 2 - (System.nanoTime() - lastBegin));
                } catch (InterruptedException e) {
                    // No code interrupts this thread on purpose; the loop checks again.
                }
            }
            if (closed) {
                return false;
            }
            begun++;
            lastBegin = System.nanoTime();
            flushing = true;
            inFlight = waiting;
            inFlightSince = waitingSince;
            waiting = 0;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        return wanted > begun
                || System.nanoTime() - lastBegin >= maxDelay / 2
                // Not after a failure: the flush would be retried without a pause.
                || (lastFailure == null && waiting >= maxBytes - maxBytes / 2);
    }

    void flushed(@Nullable IOException failure) {
        lock.lock();
        try {
            flushing = false;
            lastFailure = failure;
            if (failure == null) {
                succeeded = begun;
            } else {
                failed++;
                unreported = failure;
                if (inFlight > 0) {
                    waiting = sum(waiting, inFlight);
                    waitingSince = inFlightSince;
                }
            }
            inFlight = 0;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    FlushScheduler.Backlog now() {
        lock.lock();
        try {
            return new FlushScheduler.Backlog(
                    sum(waiting, inFlight), Duration.ofNanos(oldest()), lastFailure);
        } finally {
            lock.unlock();
        }
    }

    /** The time since the oldest byte was reported, in nanoseconds. */
    private long oldest() {
        if (waiting == 0 && inFlight == 0) {
            return 0;
        }
        // The bytes in flight were reported before those that wait.
        long since = inFlight > 0 ? inFlightSince : waitingSince;
        return Math.max(0, System.nanoTime() - since);
    }

    private void throwUnreported() throws IOException {
        IOException failure = unreported;
        if (failure != null) {
            unreported = null;
            throw failure;
        }
    }

    /** Throws the failure in every call that waited for the flush, and then in no other. */
    private void throwFailureSince(long failuresBefore) throws IOException {
        IOException failure = lastFailure;
        if (failed != failuresBefore && failure != null) {
            unreported = null;
            throw failure;
        }
    }

    private void requireOpen(Object file) {
        if (closing) {
            throw new IllegalStateException("the flush scheduler of " + file + " is closed");
        }
    }

    private static long sum(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }
}
