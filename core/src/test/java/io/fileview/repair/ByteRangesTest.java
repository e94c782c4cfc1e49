package io.fileview.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sets of bytes of a file. */
class ByteRangesTest {
    private final ByteRanges ranges = new ByteRanges();

    @Test
    void rangesThatTouchBecomeOne() {
        ranges.add(10, 20);
        ranges.add(30, 40);
        assertThat(ranges.list()).containsExactly(new ByteRange(10, 10), new ByteRange(30, 10));
        ranges.add(20, 30);
        assertThat(ranges.list()).containsExactly(new ByteRange(10, 30));
        ranges.add(5, 5);
        assertThat(ranges.list()).containsExactly(new ByteRange(10, 30));
    }

    @Test
    void aPartCanBeTakenOut() {
        ranges.add(0, 100);
        ranges.remove(40, 60);
        assertThat(ranges.list()).containsExactly(new ByteRange(0, 40), new ByteRange(60, 40));
        assertThat(ranges.within(30, 70))
                .containsExactly(new ByteRange(30, 10), new ByteRange(60, 10));
        ranges.remove(0, Long.MAX_VALUE);
        assertThat(ranges.isEmpty()).isTrue();
    }

    @Test
    void noByteIsARange() {
        ranges.add(5, 5);
        assertThat(ranges.isEmpty()).isTrue();
        ranges.add(5, 4);
        assertThat(ranges.isEmpty()).isTrue();
        ranges.add(0, 10);
        assertThat(ranges.isEmpty()).isFalse();
        assertThat(ranges.within(10, 20)).isEmpty();
        ranges.remove(0, 10);
        assertThat(ranges.isEmpty()).isTrue();
        ranges.add(10, 20);
        assertThat(ranges.within(0, 10)).isEmpty();
    }

    @Test
    void aRangeOfAnotherSetIsAddedToIt() {
        ByteRanges others = new ByteRanges();
        others.add(new ByteRange(0, 10));
        others.add(20, 30);
        ranges.add(10, 15);
        ranges.addAll(others);
        assertThat(ranges.list()).containsExactly(new ByteRange(0, 15), new ByteRange(20, 10));
        ranges.clear();
        assertThat(ranges.isEmpty()).isTrue();
        assertThat(others.isEmpty()).isFalse();
    }

    @Test
    void itHoldsTheBytesThatASetOfBitsHolds() {
        Random random = new Random(42);
        BitSet model = new BitSet();
        for (int i = 0; i < 5_000; i++) {
            int start = random.nextInt(200);
            int end = start + random.nextInt(20);
            if (random.nextBoolean()) {
                ranges.add(start, end);
                model.set(start, end);
            } else {
                ranges.remove(start, end);
                model.clear(start, end);
            }
            BitSet now = new BitSet();
            ranges.list().forEach(range -> now.set((int) range.offset(), (int) range.end()));
            assertThat(now).isEqualTo(model);
        }
    }

    @Test
    void moreThanItCanKeepApartGrowTogetherAndNoneIsForgotten() {
        for (int i = 0; i < 10 * ByteRanges.LIMIT; i++) {
            ranges.add(i * 10L, i * 10L + 5 + i % 2);
        }
        List<ByteRange> all = ranges.list();
        assertThat(all).hasSizeLessThanOrEqualTo(ByteRanges.LIMIT);
        for (int i = 0; i < 10 * ByteRanges.LIMIT; i++) {
            long start = i * 10L;
            assertThat(all)
                    .anyMatch(range -> range.offset() <= start && range.end() >= start + 5);
        }
    }
}
