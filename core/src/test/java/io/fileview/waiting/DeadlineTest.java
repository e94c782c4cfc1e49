package io.fileview.waiting;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The ends of waits, and waits that end with them. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class DeadlineTest {
    private final Object monitor = new Object();

    @Test
    void noTimeHasPassedAtOnce() {
        for (Duration none : new Duration[] {Duration.ZERO, Duration.ofNanos(-1)}) {
            assertThat(Deadline.after(none).hasPassed()).isTrue();
            assertThat(Deadline.after(none).nanosLeft()).isNotPositive();
            assertThat(Deadline.after(none).isNever()).isFalse();
        }
    }

    @Test
    void aDayHasNotPassed() {
        Deadline deadline = Deadline.after(Duration.ofDays(1));
        assertThat(deadline.hasPassed()).isFalse();
        assertThat(deadline.nanosLeft()).isBetween(1L, Duration.ofDays(1).toNanos());
        assertThat(deadline.isNever()).isFalse();
    }

    @Test
    void timesBeyondAllMeasureNeverPass() {
        for (Duration forever : new Duration[] {Deadline.FOREVER,
            Duration.ofNanos(Long.MAX_VALUE), Duration.ofDays(200_000)}) {
            assertThat(Deadline.after(forever).isNever()).isTrue();
            assertThat(Deadline.after(forever).hasPassed()).isFalse();
        }
    }

    @Test
    void aConditionIsWaitedForNoLonger() {
        synchronized (monitor) {
            assertThat(
                    Uninterruptibly.await(
                            monitor, () -> false, Deadline.after(Duration.ofMillis(1))))
                    .isFalse();
            assertThat(Uninterruptibly.await(monitor, () -> false, Deadline.after(Duration.ZERO)))
                    .isFalse();
            assertThat(Uninterruptibly.await(monitor, () -> true, Deadline.after(Duration.ZERO)))
                    .isTrue();
        }
    }

    @Test
    void aThreadIsWaitedForNoLonger() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Void> work =
                inBackground(
                        () -> {
                            thread.complete(Thread.currentThread());
                            end.await();
                        });
        Uninterruptibly.join(thread.get(), Deadline.after(Duration.ofMillis(1)));
        assertThat(thread.get().isAlive()).isTrue();
        end.countDown();
        work.get();
        Uninterruptibly.join(thread.get(), Deadline.after(Duration.ofDays(1)));
        assertThat(thread.get().isAlive()).isFalse();
    }

    @Test
    void anInterruptDoesNotEndAWaitBeforeItsTime() throws Exception {
        inBackground(
                () -> {
                    Thread.currentThread().interrupt();
                    synchronized (monitor) {
                        assertThat(
                                Uninterruptibly.await(
                                        monitor,
                                        () -> false,
                                        Deadline.after(Duration.ofMillis(1))))
                                .isFalse();
                    }
                    assertThat(Thread.interrupted()).isTrue();
                })
                .get();
    }
}
