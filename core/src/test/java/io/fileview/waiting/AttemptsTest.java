package io.fileview.waiting;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Waits that consist of attempts. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class AttemptsTest {
    @Test
    void withoutATimeThereIsNoPause() throws Exception {
        Attempts attempts = Attempts.within(Duration.ZERO);
        assertThat(attempts.pause()).isFalse();
        assertThat(attempts.hasPassed()).isTrue();
        assertThat(attempts.describeLimit()).isEqualTo("0 ms");
    }

    @Test
    void attemptsAreMadeUntilTheTimeHasPassed() throws Exception {
        Duration limit = Duration.ofMillis(20);
        long start = System.nanoTime();
        Attempts attempts = Attempts.within(limit);
        assertThat(attempts.pause()).isTrue();
        while (attempts.pause()) {
            assertThat(attempts.describeLimit()).isEqualTo("20 ms");
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(limit.toNanos());
        assertThat(attempts.hasPassed()).isTrue();
    }

    @Test
    void thereMayBeNoLimit() throws Exception {
        Attempts attempts = Attempts.within(Deadline.FOREVER);
        assertThat(attempts.pause()).isTrue();
        assertThat(attempts.hasPassed()).isFalse();
        assertThat(attempts.describeLimit()).isEqualTo("any time");
    }

    @Test
    void anInterruptEndsAPauseAndIsKept() throws Exception {
        inBackground(
                () -> {
                    Thread.currentThread().interrupt();
                    assertThatExceptionOfType(InterruptedIOException.class)
                            .isThrownBy(Attempts.within(Deadline.FOREVER)::pause)
                            .withMessage("the thread was interrupted while it waited; try again");
                    assertThat(Thread.interrupted()).isTrue();
                })
                .get();
    }

    @Test
    void aFreeLockIsAcquiredEvenByAnInterruptedThread() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        inBackground(
                () -> {
                    Thread.currentThread().interrupt();
                    assertThat(Attempts.acquires(lock)).isTrue();
                    assertThat(lock.isHeldByCurrentThread()).isTrue();
                    lock.unlock();
                })
                .get();
    }

    @Test
    void aLockThatAnotherThreadHoldsIsWaitedForOnlyForAShortTime() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            inBackground(() -> assertThat(Attempts.acquires(lock)).isFalse()).get();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void anInterruptEndsTheWaitForALockAndIsKept() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            inBackground(
                    () -> {
                        Thread.currentThread().interrupt();
                        assertThatExceptionOfType(InterruptedIOException.class)
                                .isThrownBy(() -> Attempts.acquires(lock));
                        assertThat(Thread.interrupted()).isTrue();
                    })
                    .get();
        } finally {
            lock.unlock();
        }
    }
}
