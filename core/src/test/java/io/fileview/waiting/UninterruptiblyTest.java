package io.fileview.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Waits that an interrupt does not end. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class UninterruptiblyTest {
    private final Object monitor = new Object();
    private boolean ready; // guarded by monitor

    /** A thread that does something, and whether it was interrupted afterwards. */
    private static final class Waiter {
        private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        private final Thread thread;

        Waiter(Runnable work) {
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            work.run();
                                            interrupted.complete(
                                                    Thread.currentThread().isInterrupted());
                                        } catch (Throwable failure) {
                                            interrupted.completeExceptionally(failure);
                                        }
                                    });
        }

        void awaitState(Thread.State state) {
            while (thread.getState() != state) {
                assertThat(interrupted).isNotDone();
                Thread.onSpinWait();
            }
        }
    }

    private Waiter waiter() {
        return new Waiter(
                () -> {
                    synchronized (monitor) {
                        Uninterruptibly.await(monitor, () -> ready);
                    }
                });
    }

    private void makeReady() {
        synchronized (monitor) {
            ready = true;
            monitor.notifyAll();
        }
    }

    @Test
    void aConditionThatHoldsIsNotWaitedFor() throws Exception {
        ready = true;
        assertThat(waiter().interrupted.get()).isFalse();
    }

    @Test
    void itWaitsUntilTheConditionHolds() throws Exception {
        Waiter waiter = waiter();
        waiter.awaitState(Thread.State.WAITING);
        synchronized (monitor) {
            monitor.notifyAll(); // The condition does not hold yet.
        }
        waiter.awaitState(Thread.State.WAITING);
        makeReady();
        assertThat(waiter.interrupted.get()).isFalse();
    }

    @Test
    void anInterruptDoesNotEndTheWaitAndIsKept() throws Exception {
        Waiter waiter = waiter();
        waiter.awaitState(Thread.State.WAITING);
        waiter.thread.interrupt();
        waiter.awaitState(Thread.State.WAITING);
        makeReady();
        assertThat(waiter.interrupted.get()).isTrue();
    }

    @Test
    void aThreadThatIsInterruptedBeforeWaitsAllTheSame() throws Exception {
        Waiter waiter =
                new Waiter(
                        () -> {
                            Thread.currentThread().interrupt();
                            synchronized (monitor) {
                                Uninterruptibly.await(monitor, () -> ready);
                            }
                        });
        waiter.awaitState(Thread.State.WAITING);
        makeReady();
        assertThat(waiter.interrupted.get()).isTrue();
    }

    @Test
    void joiningWaitsForTheEndOfAThread() throws Exception {
        Waiter first = waiter();
        Waiter joins = new Waiter(() -> Uninterruptibly.join(first.thread));
        joins.awaitState(Thread.State.WAITING);
        joins.thread.interrupt();
        joins.awaitState(Thread.State.WAITING);
        makeReady();
        assertThat(joins.interrupted.get()).isTrue();
        assertThat(first.thread.isAlive()).isFalse();
        assertThat(new Waiter(() -> Uninterruptibly.join(first.thread)).interrupted.get())
                .isFalse();
    }
}
