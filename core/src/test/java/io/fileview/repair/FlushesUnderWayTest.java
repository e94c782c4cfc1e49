package io.fileview.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.waiting.Deadline;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Waiting for the flushes that overlapped with one (F1). */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class FlushesUnderWayTest {
    private final FlushesUnderWay underWay = new FlushesUnderWay();

    private Thread waiting() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    started.countDown();
                                    awaitOthers();
                                });
        started.await();
        return thread;
    }

    private void awaitOthers() {
        try {
            underWay.awaitOthers(Deadline.FOREVER);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    @Test
    void whereNoneIsUnderWayNobodyWaits() {
        awaitOthers();
        underWay.end(underWay.begin());
        awaitOthers();
    }

    @Test
    void ticketsDiffer() {
        long first = underWay.begin();
        long second = underWay.begin();
        underWay.end(first);
        assertThat(underWay.begin()).isNotIn(first, second);
    }

    @Test
    void f1ItWaitsForAllThatBeganBefore() throws Exception {
        long first = underWay.begin();
        long second = underWay.begin();
        Thread thread = waiting();
        awaitWaiting(thread);
        underWay.end(second);
        awaitWaiting(thread);
        underWay.end(first);
        thread.join();
    }

    @Test
    void itDoesNotWaitForThoseThatBegunLater() throws Exception {
        long first = underWay.begin();
        Thread thread = waiting();
        awaitWaiting(thread);
        long later = underWay.begin();
        underWay.end(first);
        thread.join();
        underWay.end(later);
    }

    @Test
    void anInterruptDoesNotEndTheWait() throws Exception {
        long first = underWay.begin();
        boolean[] kept = new boolean[1];
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    awaitOthers();
                                    kept[0] = Thread.currentThread().isInterrupted();
                                });
        awaitWaiting(thread);
        thread.interrupt();
        awaitWaiting(thread);
        underWay.end(first);
        thread.join();
        assertThat(kept[0]).isTrue();
    }
}
