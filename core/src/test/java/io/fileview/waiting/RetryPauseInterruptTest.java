package io.fileview.waiting;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** An interrupted thread tries no more often than another. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class RetryPauseInterruptTest {
    private static final int MILLIS = 200;

    /** The pauses are 50, 100, 200, 400, 800, 1,600 µs, and then 2 ms each. */
    private static final int MOST = 7 + MILLIS / 2;

    @Test
    void aThreadThatIsInterruptedAgainAndAgainPausesAllTheSame() throws Exception {
        inBackground(
                () -> {
                    int attempts = 0;
                    try (RetryPause pause = new RetryPause(Duration.ofMillis(MILLIS))) {
                        do {
                            attempts++;
                            Thread.currentThread().interrupt();
                        } while (pause.pause());
                    }
                    assertThat(attempts).isBetween(2, MOST);
                    assertThat(Thread.interrupted()).isTrue();
                })
                .get();
    }

    /** As a loop that waits anew each time, whose pauses find the interrupt that the last one kept. */
    @Test
    void eachOfManyPausesIsMadeAndKeepsTheInterrupt() throws Exception {
        inBackground(
                () -> {
                    Thread.currentThread().interrupt();
                    long deadline = System.nanoTime() + MILLIS * 1_000_000L;
                    int attempts = 0;
                    while (System.nanoTime() < deadline) {
                        try (RetryPause pause = new RetryPause(Duration.ofDays(1))) {
                            pause.pause();
                            attempts++;
                        }
                        assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    }
                    assertThat(attempts).isLessThanOrEqualTo(1 + MILLIS * 1_000 / 50);
                })
                .get();
    }
}
