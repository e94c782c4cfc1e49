package io.fileview;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FlushScheduler} was told and has not made durable. What is told while a flush is under
 * way belongs to the next one: the flush may have passed its pages already.
 */
final class FlushBacklog {
    private final long maxBytes;
    private final long maxDelay; // nanoseconds

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();

    private long waiting; // guarded by the lock, as all below; bytes for the next flush
    private long waitingSince; // if there are any
    private long inFlight; // bytes that the flush under way takes along
    private long inFlightSince;
    private boolean flushing;

    private long begun; // flushes
    private long succeeded; // the last one that did, counted as they began; 0 for none
    private long failed; // how many
    private long lastBegin = System.nanoTime();
    private long wanted; // somebody waits for flushes up to this one

    private @Nullable IOException lastFailure;
    private @Nullable IOException untold;
    private boolean closing;
    private boolean closed;

    FlushBacklog(long maxBytes, long maxDelay) {
        this.maxBytes = maxBytes;
        this.maxDelay = maxDelay;
    }

    void add(long bytes, String name) throws IOException {
        lock.lock();
        try {
            requireOpen(name);
            if (bytes > 0) {
                if (waiting == 0) {
                    waitingSince = System.nanoTime();
                }
                waiting = sum(waiting, bytes);
            }
            throwUntold();
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

    void awaitFlush(String name) throws IOException {
        lock.lock();
        try {
            requireOpen(name);
            throwUntold();
            awaitNext();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a flush that has not begun yet: of one under way nobody knows what it passed. */
    private void awaitNext() throws IOException {
        long failuresBefore = failed;
        long mine = begun + 1;
        want(mine);
        while (succeeded < mine) {
            change.awaitUninterruptibly();
            throwFailureSince(failuresBefore);
        }
    }

    void flushAndClose(String name) throws IOException {
        lock.lock();
        try {
            requireOpen(name);
            closing = true;
            IOException earlier = untold;
            untold = null;
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

    /** For the thread that flushes: true when it is to do so, false when it is to end. */
    boolean awaitWork() {
        lock.lock();
        try {
            while (!closed && !isDue()) {
                try {
                    change.awaitNanos(maxDelay / 2 - (System.nanoTime() - lastBegin));
                } catch (InterruptedException e) {
                    // Nobody has a reason to interrupt this thread; the loop looks again.
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
                // Not while the device fails: it would be asked without a pause.
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
                untold = failure;
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

    FlushScheduler.Behind behind() {
        lock.lock();
        try {
            return new FlushScheduler.Behind(
                    sum(waiting, inFlight), Duration.ofNanos(oldest()), lastFailure);
        } finally {
            lock.unlock();
        }
    }

    /** How long the oldest byte has been told, in nanoseconds. */
    private long oldest() {
        if (waiting == 0 && inFlight == 0) {
            return 0;
        }
        // What is under way was told before what waits.
        long since = inFlight > 0 ? inFlightSince : waitingSince;
        return Math.max(0, System.nanoTime() - since);
    }

    private void throwUntold() throws IOException {
        IOException failure = untold;
        if (failure != null) {
            untold = null;
            throw failure;
        }
    }

    /** All that waited for the flush that failed are told, and nobody else then. */
    private void throwFailureSince(long failuresBefore) throws IOException {
        IOException failure = lastFailure;
        if (failed != failuresBefore && failure != null) {
            untold = null;
            throw failure;
        }
    }

    private void requireOpen(String name) {
        if (closing) {
            throw new IllegalStateException("the flush scheduler of " + name + " is closed");
        }
    }

    private static long sum(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }
}
