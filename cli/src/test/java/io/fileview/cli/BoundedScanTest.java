package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BoundedScanTest {
    private static final Duration LIMIT = Duration.ofMillis(500);

    @Test
    void whatDoesNotAnswerIsGivenUpAndTheNextIsAsked() {
        CountDownLatch never = new CountDownLatch(1);
        BoundedScan<Integer, String> scan =
                BoundedScan.of(
                        List.of(1, 2, 3, 4),
                        number -> {
                            if (number == 2 || number == 4) {
                                await(never);
                            }
                            return "seen " + number;
                        },
                        LIMIT);
        never.countDown();

        assertThat(scan.found()).containsExactly("seen 1", "seen 3");
        assertThat(scan.givenUp()).containsExactly(2, 4);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatFailsEndsTheScan() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(
                        () -> BoundedScan.of(
                                List.of(1),
                                number -> {
                                    throw new IllegalStateException("number " + number);
                                },
                                LIMIT))
                .withMessage("number 1");
    }

    @Test
    void nothingIsSeenOfNothing() {
        BoundedScan<Integer, Integer> scan = BoundedScan.of(List.of(), number -> number, LIMIT);
        assertThat(scan.found()).isEmpty();
        assertThat(scan.givenUp()).isEmpty();
    }
}
