package io.fileview.flush;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.WaitTimeoutException;
import io.fileview.live.Leaks;
import io.fileview.waiting.Deadline;
import io.fileview.waiting.Uninterruptibly;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the amount of data that a crash of the operating system or a power failure can lose,
 * without a synchronous flush per write. The program reports each write to the scheduler. A
 * background thread repeatedly flushes the whole file to the device ({@link Durability#DEVICE}). A
 * program that writes faster than the device must wait.
 *
 * <p><b>Hazard.</b> Reporting a write does not make it durable. It is known to be durable once a
 * later call to {@link #awaitDurable()} has returned, or once {@link #backlog()}, called after the
 * write was reported, has returned a backlog of 0 bytes. Every write must be reported through
 * {@link #wrote}. A write that is not reported is flushed with the rest of the file, but it does
 * not count towards the bounds.
 *
 * <p><b>Bounds.</b> When {@link #wrote} returns normally, at most {@code maxBytes} reported bytes
 * are not known to be durable (bytes that are reported several times count each time), and none of
 * them was reported more than {@code maxDelay} ago. To keep these bounds, {@code wrote} waits for
 * flushes while one of them is exceeded. So, if every write is reported, a crash of the operating
 * system or a power failure can lose at most {@code maxBytes}, plus the ranges for which {@code
 * wrote} has not been called yet, has not returned yet, or has thrown an exception. If a flush
 * hangs, the backlog grows older, and once a bound is exceeded, calls to {@code wrote} wait until
 * their time limit has passed.
 *
 * <p><b>Flushes.</b> Only one flush runs at a time. The next one starts when half of {@code
 * maxBytes} have been reported since the previous flush started, and at the latest when half of
 * {@code maxDelay} has passed since then, even if nothing was reported. If a call waits for a flush
 * that has not started, that flush starts immediately.
 *
 * <p><b>Waiting.</b> A method waits no longer than the {@linkplain FileMapping#waitLimit wait
 * limit} of the mapping, or the limit that it is given, and then throws {@link
 * WaitTimeoutException}. An interrupt ends the wait of {@link #wrote} and {@link #awaitDurable()}
 * with {@link InterruptedIOException} and stays set. In both cases the reported ranges stay in the
 * backlog. A flush that hangs in the kernel cannot be ended by anybody: its thread stays alive, and
 * keeps the file open, until the device answers.
 *
 * <p><b>Failures.</b> If a flush fails, its bytes stay in the backlog and keep their age. Every
 * call to {@link #wrote}, {@link #awaitDurable()} or {@link #close()} that is waiting at that time
 * throws an exception for the failure. If no call is waiting, the next call to one of these methods
 * throws it, even if a later flush has succeeded meanwhile: {@code awaitDurable} immediately,
 * without a flush; {@code wrote} after it has added its range to the backlog; {@code close} after
 * it has flushed the file and waited for that. If several flushes have failed by then, that call
 * throws only the exception of the most recent failure. When {@code wrote} throws such an
 * exception, it has already added its range to the backlog, so the range must not be reported
 * again.
 *
 * <p>After a failure, the next flush starts when half of {@code maxDelay} has passed since the
 * failed flush started, or immediately if {@code awaitDurable} or {@code close} is called; a
 * waiting call to {@code wrote} does not make it start earlier. It rewrites all ranges that the
 * failure may have affected; see {@link FileMapping#pending()}.
 *
 * <p><b>Lifetime.</b> A scheduler must be closed. Until then its daemon thread keeps the file open,
 * even if the mapping is closed. The thread of a leaked scheduler, one that becomes unreachable
 * without being closed, flushes the file once more, and ends, whether or not that flush succeeds.
 * The leak is counted and logged as {@link io.fileview.ViewStatistics} describes. A scheduler is
 * thread-safe.
 */
public final class FlushScheduler implements AutoCloseable {
    private final FileMapping mapping;
    private final FlushBacklog backlog;
    private final Object name;
    private final Thread flusher;
    private boolean closed; // guarded by this

    private FlushScheduler(FileMapping mapping, FlushBacklog backlog) {
        this.mapping = mapping;
        this.backlog = backlog;
        this.name = mapping.path().<Object>map(Path::toString).orElse(mapping);
        this.flusher =
                Thread.ofPlatform()
                        .daemon()
                        .name("fileview flush of " + mapping)
                        .start(new Flushes(mapping, backlog));
        Leaks.register(this, new Abandonment(backlog, name, new Throwable("started here")));
    }

    /** The work of the thread. Must not reach the scheduler. */
    private record Flushes(FileMapping mapping, FlushBacklog backlog) implements Runnable {
        @Override
        public void run() {
            try {
                while (backlog.awaitWork()) {
                    backlog.flushed(failureOfFlush());
                }
            } finally {
                mapping.close();
            }
        }

        private @Nullable IOException failureOfFlush() {
            try {
                mapping.flush(Durability.DEVICE);
                return null;
            } catch (IOException e) {
                return e;
            } catch (RuntimeException | Error e) {
                return new IOException(
                        "the flush of " + mapping + " ended unexpectedly; flush it again", e);
            }
        }
    }

    /** Ends the thread of a leaked scheduler. Must not reach the scheduler, and does not wait. */
    private record Abandonment(FlushBacklog backlog, Object name, Throwable startSite)
            implements Runnable {
        @Override
        public void run() {
            if (backlog.abandon()) {
                Leaks.scheduler(
                        "flush scheduler of "
                                + name
                                + ", whose thread flushes the file once more and ends",
                        startSite);
            }
        }
    }

    /**
     * A summary of the reported writes that are not known to be durable. A write stays in the
     * backlog until a flush that started after its report has succeeded.
     *
     * @param bytes the sum of the reported lengths of these writes; bytes that were reported twice
     *     count twice; 0 if all writes reported so far are durable
     * @param oldest the time since the oldest of these writes was reported; zero if there is none
     * @param lastFailure the failure of the last flush that has ended; null if it succeeded or no
     *     flush has ended yet
     */
    public record Backlog(long bytes, Duration oldest, @Nullable IOException lastFailure) {}

    /**
     * Starts a scheduler for a file. The scheduler keeps the file open until it is closed, even if
     * the mapping is closed before.
     *
     * @param mapping a {@link Protection#READ_WRITE} mapping of the file
     * @param maxBytes the maximum size of the backlog in bytes, 1 or more
     * @param maxDelay the maximum age of the backlog, from 2 milliseconds to 100,000 days
     * @return the scheduler
     * @throws IllegalArgumentException if {@code maxBytes} or {@code maxDelay} is out of range
     * @throws UnsupportedOperationException if the mapping cannot be flushed, because it maps
     *     memory or is not {@link Protection#READ_WRITE}
     * @throws IllegalStateException if the mapping is closed
     */
    public static FlushScheduler start(FileMapping mapping, long maxBytes, Duration maxDelay) {
        FileMapping duplicate = mapping.duplicate();
        try {
            requireFlushable(mapping);
            if (maxBytes < 1
                    || maxDelay.compareTo(Duration.ofMillis(2)) < 0
                    || maxDelay.compareTo(Duration.ofDays(100_000)) > 0) {
                throw new IllegalArgumentException(
                        "maxBytes "
                                + maxBytes
                                + " and maxDelay "
                                + maxDelay
                                + " are out of range: maxBytes must be 1 or more, and maxDelay 2"
                                + " milliseconds to 100000 days");
            }
            return new FlushScheduler(
                    duplicate,
                    new FlushBacklog(maxBytes, maxDelay.toNanos(), mapping.waitLimit()));
        } catch (Throwable failure) {
            duplicate.close();
            throw failure;
        }
    }

    private static void requireFlushable(FileMapping mapping) {
        if (mapping.protection() != Protection.READ_WRITE || mapping.isMemory()) {
            throw new UnsupportedOperationException(
                    mapping + " cannot be flushed; open a file READ_WRITE to schedule flushes");
        }
    }

    /**
     * Reports that a range of a view has been written: adds the range to the backlog. Then waits
     * for flushes as long as the backlog exceeds {@code maxBytes} or {@code maxDelay}, including
     * this range. If the backlog exceeds neither, this method returns immediately. Call it after
     * the write, not before.
     *
     * @param view a view of the file, mapped through any mapping; it may have been unmapped since
     *     the write
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws IllegalArgumentException if the view maps another file or is not {@link
     *     Protection#READ_WRITE}, or if offset or length is negative
     * @throws IndexOutOfBoundsException if the range ends beyond the view
     * @throws FlushFailedException if a flush failed while this call waited, or if an earlier flush
     *     failed and no call has thrown that failure yet; the range is in the backlog nevertheless
     * @throws WaitTimeoutException if a bound is still exceeded when the time limit has passed; the
     *     range is in the backlog nevertheless
     * @throws InterruptedIOException if the thread was interrupted while it waited; the range is in
     *     the backlog nevertheless
     * @throws IOException if a flush failed in the same way for another reason; the range is in the
     *     backlog nevertheless
     * @throws IllegalStateException if the scheduler is closed; the range is not in the backlog
     */
    public void wrote(View view, long offset, long length) throws IOException {
        Objects.requireNonNull(view);
        if (offset >= 0 && length >= 0 && length > view.length() - offset) {
            throw new IndexOutOfBoundsException(
                    "offset "
                            + offset
                            + " with length "
                            + length
                            + " ends beyond the "
                            + view.length()
                            + " bytes of "
                            + view);
        }
        ByteRange range = new ByteRange(offset, length); // which refuses what is negative
        if (!view.writesTo(mapping)) {
            throw new IllegalArgumentException(
                    view + " does not write to the file of " + mapping + "; report it to the"
                            + " scheduler of its own file");
        }
        try {
            backlog.add(range.length(), name);
        } finally {
            Reference.reachabilityFence(this); // it is not leaked while it is waited for
        }
    }

    /**
     * Flushes and waits until all writes that were reported before this call, and all earlier
     * writes of the calling thread, are durable. Waits no longer than the wait limit of the
     * mapping.
     *
     * @throws FlushFailedException as {@link #awaitDurable(Duration)}
     * @throws WaitTimeoutException as {@link #awaitDurable(Duration)}
     * @throws InterruptedIOException as {@link #awaitDurable(Duration)}
     * @throws IOException as {@link #awaitDurable(Duration)}
     * @throws IllegalStateException if the scheduler is closed
     */
    public void awaitDurable() throws IOException {
        awaitDurable(mapping.waitLimit());
    }

    /**
     * Waits for a flush of the file that starts after this call. When this method returns normally,
     * all writes that any thread reported before this call are durable. All writes that the calling
     * thread made before this call are durable, too, reported or not.
     *
     * @param limit the maximum time to wait
     * @throws FlushFailedException if a flush failed while this call waited, or if an earlier flush
     *     failed and no call has thrown that failure yet; call this method again to retry
     * @throws WaitTimeoutException if the flush has not ended when the time has passed; it goes on
     * @throws InterruptedIOException if the thread was interrupted while it waited; the flush goes
     *     on
     * @throws IOException if a flush failed in the same way for another reason
     * @throws IllegalStateException if the scheduler is closed
     */
    public void awaitDurable(Duration limit) throws IOException {
        Objects.requireNonNull(limit);
        try {
            backlog.awaitFlush(name, limit);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** {@return a summary of the reported writes that are not known to be durable} */
    public Backlog backlog() {
        return backlog.now();
    }

    /**
     * Closes the scheduler; see {@link #close(Duration)}. Waits no longer than the wait limit of
     * the mapping.
     *
     * @throws FlushFailedException as {@link #close(Duration)}
     * @throws WaitTimeoutException as {@link #close(Duration)}
     * @throws IOException as {@link #close(Duration)}
     */
    @Override
    public void close() throws IOException {
        close(mapping.waitLimit());
    }

    /**
     * Flushes all changes made to the file so far, reported or not, waits for that flush, and ends
     * the background thread. The scheduler is closed even if this method throws. Closing a closed
     * scheduler has no effect. An interrupt does not end the wait.
     *
     * @param limit the longest time to wait for the flush, and then for the thread to end
     * @throws FlushFailedException if the flush failed, in which case ranges of the file are
     *     {@linkplain FileMapping#pending() pending}; or if an earlier flush failed and no call has
     *     thrown that failure yet
     * @throws WaitTimeoutException if the flush has not ended when the time has passed; the thread
     *     ends, and releases the file, as soon as the flush does
     * @throws IOException if a flush failed for another reason
     */
    public void close(Duration limit) throws IOException {
        Objects.requireNonNull(limit);
        if (Thread.currentThread().equals(flusher)) {
            throw new IllegalStateException(
                    "the flush of " + name + " cannot close its own scheduler, for which it would"
                            + " wait; close it from another thread");
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        Deadline deadline = Deadline.after(limit);
        try {
            backlog.flushAndClose(name, limit);
        } finally {
            Uninterruptibly.join(flusher, deadline);
            Reference.reachabilityFence(this); // closed by now, so no leak is reported
        }
    }
}
