package io.fileview.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Pauses between attempts. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class RetryPauseTest {
    @Test
    void withoutATimeThereIsNoPause() {
        for (Duration none : new Duration[] {Duration.ZERO, Duration.ofNanos(-1)}) {
            try (RetryPause pause = new RetryPause(none)) {
                assertThat(pause.pause()).isFalse();
                assertThat(pause.pause()).isFalse();
            }
        }
    }

    @Test
    void thePausesEndWhenTheTimeHasPassed() {
        long start = System.nanoTime();
        int pauses = 0;
        try (RetryPause pause = new RetryPause(Duration.ofMillis(20))) {
            while (pause.pause()) {
                pauses++;
            }
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        // 50 µs, doubled each time, and 2 ms at most, of which a busy machine makes more.
        assertThat(pauses).isBetween(1, 16);
    }

    @Test
    void timesBeyondAllMeasureAreNoError() {
        for (Duration forever : new Duration[] {Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofDays(36_500), Duration.ofNanos(Long.MAX_VALUE)}) {
            try (RetryPause pause = new RetryPause(forever)) {
                assertThat(pause.pause()).isTrue();
            }
        }
    }

    @Test
    void anInterruptIsKeptForTheEnd() throws Exception {
        CompletableFuture<Boolean> during = new CompletableFuture<>();
        CompletableFuture<Boolean> after = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            Thread.currentThread().interrupt();
                            try (RetryPause pause = new RetryPause(Duration.ofDays(1))) {
                                pause.pause();
                                pause.pause();
                                during.complete(Thread.currentThread().isInterrupted());
                            }
                            after.complete(Thread.currentThread().isInterrupted());
                        });
        assertThat(during.get()).isFalse();
        assertThat(after.get()).isTrue();
    }

    @Test
    void withoutAnInterruptThereIsNoneAtTheEnd() throws Exception {
        CompletableFuture<Boolean> after = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try (RetryPause pause = new RetryPause(Duration.ofDays(1))) {
                                pause.pause();
                            }
                            after.complete(Thread.currentThread().isInterrupted());
                        });
        assertThat(after.get()).isFalse();
    }
}
