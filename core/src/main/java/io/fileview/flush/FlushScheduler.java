package io.fileview;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a power cut can take small, without waiting for each write: a thread of its own flushes a
 * file to the device ({@link Durability#DEVICE}), often enough.
 *
 * <p><b>Hazard.</b> What was written is not durable before {@link #awaitDurable()} has returned, or
 * {@link #behind()} says so. Writes are seen only when they are told: call {@link #wrote} after each.
 * What is not told is flushed too, no later than half of the delay after it was written plus what
 * two flushes take, but neither counted nor held back.
 *
 * <p><b>Bounds.</b> When {@link #wrote} returns, no more than {@code maxBytes} are behind, and nothing
 * older than {@code maxDelay}. So, at any moment, what was written and is not durable is at most
 * {@code maxBytes} and, for each writer, the range that it has written and whose {@code wrote} has not
 * returned. A flush begins as soon as half of the bytes are behind, and half of the delay after the
 * one before began, even if nothing was told; so writers wait only if the device takes longer for a
 * flush than the other half. A device that answers no flush lets everything grow older, and nothing
 * more be told.
 *
 * <p><b>Failures.</b> A flush that fails leaves its bytes behind, at their age. The failure is thrown
 * by the calls that wait for the flush at that moment or else by the next call of {@link #wrote},
 * {@link #awaitDurable()} or {@link #close()}. The thread tries again after half of the delay, or at
 * once when {@link #awaitDurable()} asks; Fileview then writes everything again that may be concerned
 * ({@link FileMapping#owed()}).
 *
 * <p><b>Lifetime.</b> Close it: the thread, a daemon, keeps the file open until then, also when the
 * mapping is closed. All methods may be called from any thread; an interrupt does not end their
 * waiting, and is kept.
 */
public final class FlushScheduler implements AutoCloseable {
    private final OpenSection section;
    private final FlushBacklog backlog;
    private final Thread flusher;
    private boolean closed; // guarded by this

    private FlushScheduler(OpenSection section, FlushBacklog backlog) {
        this.section = section;
        this.backlog = backlog;
        this.flusher =
                Thread.ofPlatform()
                        .daemon()
                        .name("fileview flush of " + section.name())
                        .unstarted(this::flushUntilClosed);
    }

    /**
     * What is not known to be durable.
     *
     * @param bytes of what was told, those told twice counted twice; never less than there are
     * @param oldest how long ago the oldest of it was told; zero if nothing is behind
     * @param lastFailure why the last flush failed; null if it succeeded, or if none has ended yet
     */
    public record Behind(long bytes, Duration oldest, @Nullable IOException lastFailure) {}

    /**
     * Starts to flush a file.
     *
     * @param mapping the file, writable
     * @param maxBytes how many bytes may be behind, 1 or more
     * @param maxDelay how old they may become, 2 milliseconds or more
     * @return the scheduler
     * @throws IllegalArgumentException if a bound is less than that, or more than 290 years
     * @throws UnsupportedOperationException if the mapping is not {@link Protection#READ_WRITE}, or
     *     memory: nothing would be flushed
     * @throws IllegalStateException if the mapping is closed
     */
    public static FlushScheduler start(FileMapping mapping, long maxBytes, Duration maxDelay) {
        mapping.requireOpen();
        if (!mapping.section().isWritable()) {
            throw new UnsupportedOperationException(
                    mapping + " has no changes that could be flushed");
        }
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
        OpenSection section = mapping.section();
        section.retain();
        FlushScheduler scheduler =
                new FlushScheduler(section, new FlushBacklog(maxBytes, maxDelay.toNanos()));
        scheduler.flusher.start();
        return scheduler;
    }

    /**
     * Tells that a range of a view has been written. Cheap, and waits only while more than the bounds
     * allow is behind.
     *
     * @param view a view of the file, through this mapping or another; it may be closed by now
     * @param offset bytes from the start of the view
     * @param length bytes
     * @throws IllegalArgumentException if the view is of another file, or does not write to it
     * @throws IndexOutOfBoundsException if the range ends after the view
     * @throws FlushFailedException if a flush failed that nobody has been told of, or that this call
     *     waited for; the range counts as told all the same
     * @throws IOException if a flush could not be done for another reason
     * @throws IllegalStateException if the scheduler is closed; nothing is told then
     */
    public void wrote(View view, long offset, long length) throws IOException {
        new ByteRange(offset, length).within(view.length(), view);
        if (!view.writesTo(section.file())) {
            throw new IllegalArgumentException(
                    Objects.requireNonNull(view) + " does not write to " + section.name());
        }
        backlog.add(length, section.name());
    }

    /**
     * Makes all durable that was told, or written by this thread, before this call.
     *
     * @throws FlushFailedException if a flush failed that nobody has been told of, or that this call
     *     waited for; call again to try again
     * @throws IOException if a flush could not be done for another reason
     * @throws IllegalStateException if the scheduler is closed
     */
    public void awaitDurable() throws IOException {
        backlog.awaitFlush(section.name());
    }

    /**
     * What a power cut could take now.
     *
     * @return what was told and is not known to be durable
     */
    public Behind behind() {
        return backlog.behind();
    }

    /**
     * Makes all durable that was told, and ends the thread. Closing again does nothing.
     *
     * @throws FlushFailedException if a flush failed that nobody has been told of, or the last; the
     *     scheduler is closed, and the file owes ({@link FileMapping#owed()})
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
            backlog.flushAndClose(section.name());
        } finally {
            joinFlusher();
            section.release();
        }
    }

    private void joinFlusher() {
        boolean interrupted = false;
        while (flusher.isAlive()) {
            try {
                flusher.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void flushUntilClosed() {
        while (backlog.awaitWork()) {
            IOException failure = null;
            try {
                section.flush(Durability.DEVICE);
            } catch (IOException e) {
                failure = e;
            } catch (RuntimeException | Error e) {
                failure = new IOException("the flush of " + section.name() + " broke off", e);
            }
            backlog.flushed(failure);
        }
    }
}
