package io.fileview.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import org.junit.jupiter.api.Test;

/** Removing from a set of bytes, at its edges. */
class ByteRangesRemoveTest {
    private final ByteRanges ranges = new ByteRanges();

    @Test
    void removingNothingChangesNothing() {
        ranges.add(0, 10);
        ranges.remove(5, 5);
        assertThat(ranges.list()).containsExactly(new ByteRange(0, 10));
        ranges.remove(7, 3);
        assertThat(ranges.list()).containsExactly(new ByteRange(0, 10));
        ranges.remove(0, 0);
        ranges.remove(10, 10);
        assertThat(ranges.list()).containsExactly(new ByteRange(0, 10));
    }

    /** A hole in a full set makes one range more; the smallest gap is closed, and none is lost. */
    @Test
    void theLimitHoldsAfterAPartWasTakenOut() {
        for (int i = 0; i < ByteRanges.LIMIT; i++) {
            ranges.add(1_000L * i, 1_000L * i + 990);
        }
        ranges.remove(500, 600);
        assertThat(ranges.list())
                .hasSize(ByteRanges.LIMIT)
                .startsWith(new ByteRange(0, 500), new ByteRange(600, 1_390));
        for (int i = 2; i < 2 * ByteRanges.LIMIT; i++) {
            ranges.remove(1_000L * i + 100, 1_000L * i + 200);
            assertThat(ranges.list()).hasSizeLessThanOrEqualTo(ByteRanges.LIMIT);
        }
    }

    /** Where the removed bytes are the smallest gap, they stay in the set: one more is no loss. */
    @Test
    void aSmallHoleInAFullSetIsClosedAgain() {
        for (int i = 0; i < ByteRanges.LIMIT; i++) {
            ranges.add(1_000L * i, 1_000L * i + 500);
        }
        ranges.remove(100, 101);
        assertThat(ranges.list()).hasSize(ByteRanges.LIMIT).startsWith(new ByteRange(0, 500));
    }
}
