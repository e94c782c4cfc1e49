package io.fileview.flush;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.waiting.Uninterruptibly;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the data that a crash or power failure can lose, without a synchronous flush per write: a
 * background thread flushes the file to the device ({@link Durability#DEVICE}) at a bounded
 * interval.
 *
 * <p><b>Hazard.</b> What was written is not durable before {@link #awaitDurable()} has returned, or
 * {@link #backlog()} says so. Writes count only if they are reported: call {@link #wrote} after
 * each. A write that is not reported is flushed too, no later than half of the delay plus the time
 * of two flushes after it was made, but it is neither counted nor held back.
 *
 * <p><b>Bounds.</b> When {@link #wrote} returns, no more than {@code maxBytes} are unflushed, and
 * nothing older than {@code maxDelay}. So, at any moment, what was written and is not durable is at
 * most {@code maxBytes} and, for each writer, the range that it has written and whose {@code wrote}
 * has not returned. A flush starts as soon as half of {@code maxBytes} are unflushed, and half of
 * the delay after the previous flush started, even if nothing was reported; so writers wait only if
 * the device takes longer for a flush than the other half. If a flush hangs, the backlog ages and
 * writers block.
 *
 * <p><b>Failures.</b> If a flush fails, its bytes stay in the backlog, at their age. The failure is
 * thrown by the calls that wait for the flush at that moment, or else by the next call of {@link
 * #wrote}, {@link #awaitDurable()} or {@link #close()}. The thread tries again after half of the
 * delay, or immediately when {@link #awaitDurable()} asks; Fileview then writes everything again
 * that may be affected ({@link FileMapping#pending()}).
 *
 * <p><b>Lifetime.</b> Close the scheduler: until then its thread, a daemon, keeps the file open,
 * even if the mapping is closed. All methods may be called from any thread; an interrupt does not
 * end their waiting, and is kept.
 */
public final class FlushScheduler implements AutoCloseable {
    private final FileMapping mapping;
    private final FlushBacklog backlog;
    private final Thread flusher;
    private boolean closed; // guarded by this

    private FlushScheduler(FileMapping mapping, FlushBacklog backlog) {
        this.mapping = mapping;
        this.backlog = backlog;
        this.flusher =
                Thread.ofPlatform()
                        .daemon()
                        .name("fileview flush of " + mapping)
                        .unstarted(this::flushUntilClosed);
    }

    /**
     * What is not known to be durable.
     *
     * @param bytes an upper bound on the unflushed bytes; ranges that were reported twice count
     *     twice
     * @param oldest how long ago the oldest of them was reported; zero if there are none
     * @param lastFailure why the last flush failed; null if it succeeded, or if none has finished
     *     yet
     */
    public record Backlog(long bytes, Duration oldest, @Nullable IOException lastFailure) {}

    /**
     * Starts to flush a file.
     *
     * @param mapping a writable mapping of the file
     * @param maxBytes the bytes that may be unflushed, 1 or more
     * @param maxDelay how old they may become, 2 milliseconds to 100,000 days
     * @return the scheduler
     * @throws IllegalArgumentException if a bound is out of range
     * @throws UnsupportedOperationException if the mapping is not {@link Protection#READ_WRITE}, or
     *     is memory: nothing would be flushed
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
                        "cannot stay within "
                                + maxBytes
                                + " bytes and "
                                + maxDelay
                                + ": give 1 byte or more, and 2 milliseconds to 100000 days");
            }
            FlushScheduler scheduler =
                    new FlushScheduler(
                            duplicate, new FlushBacklog(maxBytes, maxDelay.toNanos()));
            scheduler.flusher.start();
            return scheduler;
        } catch (Throwable failure) {
            duplicate.close();
            throw failure;
        }
    }

    private static void requireFlushable(FileMapping mapping) {
        if (mapping.protection() != Protection.READ_WRITE || mapping.isMemory()) {
            throw new UnsupportedOperationException(
                    mapping + " has no changes that could be flushed");
        }
    }

    /**
     * Reports that a range of a view has been written. Cheap; waits only while more is unflushed
     * than the bounds allow.
     *
     * @param view a view of the file, through this mapping or another; it may have been closed
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws IllegalArgumentException if the view is of another file, or does not write to it
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws FlushFailedException if a flush failed that has not been reported to anybody, or that
     *     this call waited for; the range has been recorded all the same
     * @throws IOException if a flush could not be done for another reason
     * @throws IllegalStateException if the scheduler is closed; the range has not been recorded
     */
    public void wrote(View view, long offset, long length) throws IOException {
        Objects.requireNonNull(view);
        if (new ByteRange(offset, length).end() > view.length()) {
            throw new IndexOutOfBoundsException(
                    "offset "
                            + offset
                            + " with length "
                            + length
                            + " ends after the "
                            + view.length()
                            + " bytes of "
                            + view);
        }
        if (!view.writesTo(mapping)) {
            throw new IllegalArgumentException(view + " does not write to the file of " + mapping);
        }
        backlog.add(length, mapping);
    }

    /**
     * Makes everything durable that was reported, or written by this thread, before this call.
     *
     * @throws FlushFailedException if a flush failed that has not been reported to anybody, or that
     *     this call waited for; call again to try again
     * @throws IOException if a flush could not be done for another reason
     * @throws IllegalStateException if the scheduler is closed
     */
    public void awaitDurable() throws IOException {
        backlog.awaitFlush(mapping);
    }

    /**
     * Returns what a crash or power failure could lose now.
     *
     * @return what was reported and is not known to be durable
     */
    public Backlog backlog() {
        return backlog.now();
    }

    /**
     * Makes everything durable that was reported, and ends the thread. Closing again does nothing.
     *
     * @throws FlushFailedException if a flush failed that has not been reported to anybody, or if
     *     the last flush failed; the scheduler is closed, and ranges of the file are pending
     *     ({@link FileMapping#pending()})
     * @throws IOException if a flush could not be done for another reason
     */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            backlog.flushAndClose(mapping);
        } finally {
            Uninterruptibly.join(flusher);
            mapping.close();
        }
    }

    private void flushUntilClosed() {
        while (backlog.awaitWork()) {
            IOException failure = null;
            try {
                mapping.flush(Durability.DEVICE);
            } catch (IOException e) {
                failure = e;
            } catch (RuntimeException | Error e) {
                failure = new IOException("the flush of " + mapping + " broke off", e);
            }
            backlog.flushed(failure);
        }
    }
}
