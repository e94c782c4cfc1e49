package io.fileview.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A call that a thread of its own makes while the test goes on. */
public final class Background {
    private final CompletableFuture<Void> done;
    private final Thread thread;

    private Background(CompletableFuture<Void> done, Thread thread) {
        this.done = done;
        this.thread = thread;
    }

    /** A call that may throw. */
    @FunctionalInterface
    public interface Work {
        /** Makes the call. */
        void run() throws Exception;
    }

    /** Starts a call. */
    public static Background start(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        work.run();
                                        done.complete(null);
                                    } catch (Throwable failure) {
                                        done.completeExceptionally(failure);
                                    }
                                });
        return new Background(done, thread);
    }

    /** Starts a call; whatever it throws, the future throws. */
    public static CompletableFuture<Void> inBackground(Work work) {
        return start(work).done;
    }

    /** Returns the thread that makes the call. */
    public Thread thread() {
        return thread;
    }

    /** Waits until the call waits for another thread, without a limit of time. */
    public Background waits() {
        return awaitState(Thread.State.WAITING);
    }

    /** Waits until the call waits for another thread, or for a time to pass. */
    public Background waitsTimed() {
        return awaitState(Thread.State.TIMED_WAITING);
    }

    private Background awaitState(Thread.State state) {
        while (thread.getState() != state) {
            assertThat(done).as("the call waits").isNotDone();
            Thread.onSpinWait();
        }
        return this;
    }

    /** Interrupts the call, which waits, and waits until the call has noticed. */
    public void interrupt() {
        thread.interrupt();
        while (thread.isInterrupted()) {
            assertThat(done).as("the call notices the interrupt").isNotDone();
            Thread.onSpinWait();
        }
    }

    /** Waits until the call has returned, and throws what it threw. */
    public void returns() throws ExecutionException, InterruptedException {
        done.get();
    }

    /** Waits until the call has thrown, and returns what it threw. */
    public Throwable fails() throws InterruptedException {
        try {
            done.get();
        } catch (ExecutionException e) {
            return e.getCause();
        }
        throw new AssertionError("the call returned");
    }
}
