package io.fileview.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How long the pauses between attempts are. */
class PauseLengthsTest {
    @Test
    void eachIsTwiceTheOneBeforeUpToTheLongest() {
        PauseLengths lengths = new PauseLengths(Deadline.after(Deadline.FOREVER));
        assertThat(LongStream.generate(lengths::next).limit(8))
                .containsExactly(
                        50_000L, 100_000L, 200_000L, 400_000L, 800_000L, 1_600_000L, 2_000_000L,
                        2_000_000L);
    }

    @Test
    void noneEndsAfterTheDeadline() {
        PauseLengths lengths = new PauseLengths(Deadline.after(Duration.ofNanos(49_999)));
        assertThat(lengths.next()).isLessThanOrEqualTo(49_999);
    }

    @Test
    void afterTheDeadlineThereIsNone() {
        PauseLengths lengths = new PauseLengths(Deadline.after(Duration.ZERO));
        assertThat(lengths.next()).isNotPositive();
        assertThat(lengths.next()).isNotPositive();
    }
}
