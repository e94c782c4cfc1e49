package io.fileview.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sets of bytes against a model of single bits, and at their edges. */
class ByteRangesModelTest {
    private static final long SEED = 77;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final ByteRanges ranges = new ByteRanges();

    private static BitSet bits(List<ByteRange> ranges) {
        BitSet bits = new BitSet();
        for (ByteRange range : ranges) {
            bits.set((int) range.offset(), (int) range.end());
        }
        return bits;
    }

    /** In order, none empty, and none touches the next. */
    private static void assertApart(List<ByteRange> list) {
        for (int i = 0; i < list.size(); i++) {
            assertThat(list.get(i).length()).isPositive();
            if (i > 0) {
                assertThat(list.get(i).offset()).isGreaterThan(list.get(i - 1).end());
            }
        }
    }

    @Test
    void itEqualsAModelAfterEachStep() {
        System.out.println("sets of bytes from the seed " + SEED);
        for (int size : new int[] {8, 60, 400}) {
            ByteRanges tried = new ByteRanges();
            BitSet model = new BitSet();
            for (int step = 0; step < 4_000; step++) {
                int start = random.nextInt(size);
                int end = start + random.nextInt(-2, 12);
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> {
                        tried.add(start, end);
                        if (end > start) {
                            model.set(start, end);
                        }
                    }
                    case 3 -> {
                        ByteRange range = new ByteRange(start, Math.max(0, end - start));
                        tried.add(range);
                        model.set(start, (int) range.end());
                    }
                    case 4 -> {
                        ByteRanges others = new ByteRanges();
                        for (int i = 0; i < 3; i++) {
                            int at = random.nextInt(size);
                            others.add(at, at + 2);
                            model.set(at, at + 2);
                        }
                        tried.addAll(others);
                    }
                    case 5, 6 -> {
                        tried.remove(start, Math.max(start + 1, end));
                        model.clear(start, Math.max(start + 1, end));
                    }
                    default -> {
                        if (random.nextInt(100) == 0) {
                            tried.clear();
                            model.clear();
                        }
                    }
                }
                List<ByteRange> list = tried.list();
                assertApart(list);
                assertThat(bits(list)).isEqualTo(model);
                assertThat(tried.isEmpty()).isEqualTo(model.isEmpty());
                int from = random.nextInt(size);
                int to = from + random.nextInt(20);
                BitSet within = (BitSet) model.clone();
                within.clear(0, from);
                within.clear(to, Math.max(to, within.length()));
                assertThat(bits(tried.within(from, to))).isEqualTo(within);
            }
        }
    }

    @Test
    void theLargestOffsetsAreBytesLikeOthers() {
        ranges.add(Long.MAX_VALUE - 10, Long.MAX_VALUE);
        ranges.add(0, 1);
        assertThat(ranges.list())
                .containsExactly(new ByteRange(0, 1), new ByteRange(Long.MAX_VALUE - 10, 10));
        ranges.remove(Long.MAX_VALUE - 5, Long.MAX_VALUE);
        assertThat(ranges.list())
                .containsExactly(new ByteRange(0, 1), new ByteRange(Long.MAX_VALUE - 10, 5));
        ranges.add(0, Long.MAX_VALUE);
        assertThat(ranges.list()).containsExactly(new ByteRange(0, Long.MAX_VALUE));
    }

    @Test
    void aListDoesNotFollowTheSet() {
        ranges.add(0, 1);
        List<ByteRange> before = ranges.list();
        ranges.add(1, 2);
        assertThat(before).containsExactly(new ByteRange(0, 1));
    }

    @Test
    void asManyRangesAsItCanKeepApartAreKeptApart() {
        for (int i = 0; i < ByteRanges.LIMIT; i++) {
            ranges.add(10L * i, 10L * i + 1);
        }
        assertThat(ranges.list()).hasSize(ByteRanges.LIMIT);
    }

    /** One more, and the two that are closest are joined. */
    @Test
    void theSmallestGapIsClosedFirst() {
        for (int i = 0; i < ByteRanges.LIMIT; i++) {
            ranges.add(100L * i, 100L * i + 50);
        }
        ranges.add(100L * 200 + 60, 100L * 200 + 61); // 10 bytes behind one, 39 before the next
        assertThat(ranges.list())
                .hasSize(ByteRanges.LIMIT)
                .contains(new ByteRange(100L * 200, 61))
                .contains(new ByteRange(0, 50), new ByteRange(100, 50));
        ranges.add(100L * 17 - 3, 100L * 17 - 2); // 2 bytes before one
        assertThat(ranges.list())
                .hasSize(ByteRanges.LIMIT)
                .contains(new ByteRange(100L * 17 - 3, 53));
    }

    @Test
    void ofEqualGapsTheFirstIsClosed() {
        for (int i = 0; i <= ByteRanges.LIMIT; i++) {
            ranges.add(10L * i, 10L * i + 5);
        }
        assertThat(ranges.list()).hasSize(ByteRanges.LIMIT).startsWith(new ByteRange(0, 15));
    }

    /** More ranges than it keeps apart: no byte is lost, and none is added but those of gaps. */
    @Test
    void noByteIsLostBeyondTheLimit() {
        for (int run = 0; run < 20; run++) {
            ByteRanges tried = new ByteRanges();
            List<ByteRange> added = new ArrayList<>();
            for (int i = 0; i < 3 * ByteRanges.LIMIT; i++) {
                int start = random.nextInt(20_000);
                ByteRange range = new ByteRange(start, 1 + random.nextInt(10));
                added.add(range);
                tried.add(range);
                assertThat(tried.list()).hasSizeLessThanOrEqualTo(ByteRanges.LIMIT);
            }
            BitSet model = bits(added);
            BitSet found = bits(tried.list());
            BitSet lost = (BitSet) model.clone();
            lost.andNot(found);
            assertThat(lost.isEmpty()).isTrue();
            assertThat(found.length()).isEqualTo(model.length());
            assertThat(found.nextSetBit(0)).isEqualTo(model.nextSetBit(0));
            assertApart(tried.list());
            assertThat(tried.list()).isSortedAccordingTo(
                    Comparator.comparingLong(ByteRange::offset));
        }
    }
}
