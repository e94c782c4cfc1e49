package io.fileview.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.Background;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Waits that an interrupt does not end. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class UninterruptiblyTest {
    private final Deadline never = Deadline.after(Deadline.FOREVER);
    private final Object monitor = new Object();
    private boolean ready; // guarded by monitor

    /** A call, and whether its thread was interrupted afterwards. */
    private static final class Waiter {
        private final boolean[] interrupted = new boolean[1];
        private final Background call;

        Waiter(Runnable work) {
            call =
                    Background.start(
                            () -> {
                                work.run();
                                interrupted[0] = Thread.currentThread().isInterrupted();
                            });
        }

        boolean isInterrupted() throws Exception {
            call.returns();
            return interrupted[0];
        }
    }

    private Waiter waiter() {
        return new Waiter(
                () -> {
                    synchronized (monitor) {
                        Uninterruptibly.await(monitor, () -> ready, never);
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
        assertThat(waiter().isInterrupted()).isFalse();
    }

    @Test
    void itWaitsUntilTheConditionHolds() throws Exception {
        Waiter waiter = waiter();
        waiter.call.waits();
        synchronized (monitor) {
            monitor.notifyAll(); // The condition does not hold yet.
        }
        waiter.call.waits();
        makeReady();
        assertThat(waiter.isInterrupted()).isFalse();
    }

    @Test
    void anInterruptDoesNotEndTheWaitAndIsKept() throws Exception {
        Waiter waiter = waiter();
        waiter.call.waits();
        waiter.call.interrupt();
        waiter.call.waits();
        makeReady();
        assertThat(waiter.isInterrupted()).isTrue();
    }

    @Test
    void aThreadThatIsInterruptedBeforeWaitsAllTheSame() throws Exception {
        Waiter waiter =
                new Waiter(
                        () -> {
                            Thread.currentThread().interrupt();
                            synchronized (monitor) {
                                Uninterruptibly.await(monitor, () -> ready, never);
                            }
                        });
        waiter.call.waits();
        makeReady();
        assertThat(waiter.isInterrupted()).isTrue();
    }

    @Test
    void joiningWaitsForTheEndOfAThread() throws Exception {
        Waiter first = waiter();
        Waiter joins = new Waiter(() -> Uninterruptibly.join(first.call.thread(), never));
        joins.call.waits();
        joins.call.interrupt();
        joins.call.waits();
        makeReady();
        assertThat(joins.isInterrupted()).isTrue();
        assertThat(first.call.thread().isAlive()).isFalse();
        assertThat(
                new Waiter(() -> Uninterruptibly.join(first.call.thread(), never)).isInterrupted())
                .isFalse();
    }
}
