package io.fileview.flush;

import io.fileview.WaitTimeoutException;
import io.fileview.spi.Place;
import io.fileview.waiting.Deadline;
import io.fileview.waiting.WaitingThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writes that were reported to a {@link FlushScheduler} and are not durable. A write that is
 * reported during a flush belongs to the next one: the flush may have passed its pages already.
 *
 * <p>Every wait for the thread that flushes has a time limit. That thread itself waits, in {@link
 * #awaitWork}, until there is work: for half of the longest delay at most.
 */
final class FlushBacklog {
    private final long maxBytes;
    private final long maxDelay; // nanoseconds
    private final Duration limit;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();

    private long waiting; // bytes for the next flush; guarded by the lock, as all fields below
    private long waitingSince; // if there are any
    private long inFlight; // bytes of the flush in progress
    private long inFlightSince;
    private @Nullable Thread flusher; // while it flushes

    private long begun; // flushes
    private long succeeded; // the number, in order of their start, of the last one that succeeded
    private long failed; // the number of failures
    private long lastBegin; // for messages
    private Deadline halfDelay; // since the last flush began, or else this backlog
    private long wanted; // the last flush that a thread waits for

    private @Nullable IOException lastFailure; // of the last flush; null if it succeeded
    private @Nullable IOException latestFailure; // of the last flush that failed
    private @Nullable IOException unreported;
    private boolean closing;
    private boolean closed;
    private long last = Long.MAX_VALUE; // the last flush, if nobody will close the scheduler

    /**
     * Creates a backlog.
     *
     * @param limit how long {@link #add} waits for flushes at most
     */
    FlushBacklog(long maxBytes, long maxDelay, Duration limit) {
        this.maxBytes = maxBytes;
        this.maxDelay = maxDelay;
        this.limit = limit;
        this.halfDelay = halfDelayFromNow();
    }

    private Deadline halfDelayFromNow() {
        return Deadline.after(Duration.ofNanos(maxDelay / 2));
    }

    void add(long bytes, Object file) throws IOException {
        lock.lock();
        try {
            requireOpen(file);
            if (waiting == 0) {
                waitingSince = System.nanoTime();
            }
            waiting = sum(waiting, bytes);
            throwUnreported();
            long failuresBefore = failed;
            Wait wait = new Wait(limit, file);
            if (isHalfFull()) {
                change.signalAll();
            }
            // Then a flush is due or in progress, except after a failure.
            while (sum(waiting, inFlight) > maxBytes || oldest() > maxDelay) {
                wait.once();
                throwFailureSince(failuresBefore);
            }
        } finally {
            lock.unlock();
        }
    }

    void awaitFlush(Object file, Duration atMost) throws IOException {
        lock.lock();
        try {
            requireOpen(file);
            throwUnreported();
            awaitNext(new Wait(atMost, file));
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a flush that has not started yet: one in progress may have passed the pages. */
    private void awaitNext(Wait wait) throws IOException {
        long failuresBefore = failed;
        long mine = begun + 1;
        want(mine);
        while (succeeded < mine) {
            wait.once();
            throwFailureSince(failuresBefore);
        }
    }

    /** An interrupt does not end the wait: the scheduler would be closed by halves. */
    void flushAndClose(Object file, Duration atMost) throws IOException {
        boolean interrupted = Thread.interrupted();
        lock.lock();
        try {
            requireOpen(file);
            closing = true;
            Wait wait = new Wait(atMost, file).despiteInterrupts();
            IOException earlier = unreported;
            unreported = null;
            try {
                awaitNext(wait);
            } catch (IOException failure) {
                if (earlier != null && !earlier.equals(failure)) {
                    failure.addSuppressed(earlier);
                }
                throw failure;
            } finally {
                interrupted |= wait.interrupted;
                closed = true;
                change.signalAll();
            }
            if (earlier != null) {
                throw earlier;
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Lets the thread flush once more and end, because nobody can close the scheduler any more.
     * Waits for nothing.
     *
     * @return false if somebody has closed it
     */
    boolean abandon() {
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            closing = true;
            last = begun + 1;
            want(last);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** One wait for the thread that flushes, in as many parts as it takes. */
    private final class Wait {
        private final Duration atMost;
        private final Object file;
        private final Deadline deadline;
        private boolean interruptible = true;
        private boolean interrupted;

        Wait(Duration atMost, Object file) {
            this.atMost = atMost;
            this.file = file;
            this.deadline = Deadline.after(atMost);
        }

        Wait despiteInterrupts() {
            interruptible = false;
            return this;
        }

        /** Waits for a change; called with the lock held, in a loop. */
        @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
        void once() throws IOException {
            if (Thread.currentThread().equals(flusher)) {
                throw new IllegalStateException(
                        "the flush of " + file + " cannot wait for itself; let it return first");
            }
            if (deadline.hasPassed()) {
                throw timeout();
            }
            try {
                if (deadline.isNever()) {
                    change.await();
                } else {
                    change.awaitNanos(deadline.nanosLeft());
                }
            } catch (InterruptedException e) {
                interrupted = true;
                if (interruptible) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException(
                            file
                                    + ": the thread was interrupted while it waited for a flush;"
                                    + " what was reported may not be durable yet, and stays in the"
                                    + " backlog");
                }
            }
        }

        private WaitTimeoutException timeout() {
            long now = System.nanoTime();
            Thread by = flusher;
            String why =
                    by != null
                            ? "the flush that "
                                    + WaitingThreads.describe(by)
                                    + " began "
                                    + (now - lastBegin) / 1_000_000
                                    + " ms ago has not returned"
                            : lastFailure != null
                                    ? "the last flush failed ("
                                            + lastFailure.getMessage()
                                            + ") and the next one has not started"
                                    : "no flush has started";
            return new WaitTimeoutException(
                    Place.of(file.toString()),
                    "after a wait of "
                            + atMost.toMillis()
                            + " ms, "
                            + sum(waiting, inFlight)
                            + " reported bytes are not durable: "
                            + why
                            + "; they stay in the backlog: wait again with awaitDurable, or with a"
                            + " longer limit",
                    lastFailure);
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
            while (!closed && begun < last && !isDue()) {
                try {
                    change.awaitNanos(halfDelay.nanosLeft());
                } catch (InterruptedException e) {
                    // No code interrupts this thread on purpose; the loop checks again.
                }
            }
            if (closed || begun >= last) {
                return false;
            }
            begun++;
            lastBegin = System.nanoTime();
            halfDelay = halfDelayFromNow();
            flusher = Thread.currentThread();
            inFlight = waiting;
            inFlightSince = waitingSince;
            waiting = 0;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        return wanted > begun || halfDelay.hasPassed() || isHalfFull();
    }

    /** Not after a failure: the flush would be retried without a pause. */
    private boolean isHalfFull() {
        return lastFailure == null && waiting >= maxBytes - maxBytes / 2;
    }

    void flushed(@Nullable IOException failure) {
        lock.lock();
        try {
            flusher = null;
            lastFailure = failure;
            if (failure == null) {
                succeeded = begun;
            } else {
                failed++;
                latestFailure = failure;
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
        if (failed != failuresBefore) {
            unreported = null;
            throw Objects.requireNonNull(latestFailure);
        }
    }

    private void requireOpen(Object file) {
        if (closing) {
            throw new IllegalStateException(
                    "the flush scheduler of " + file + " is closed; start another one");
        }
    }

    private static long sum(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }
}
