package io.fileview.pages.observed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.fileview.ByteRange;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageRange;
import io.fileview.pages.PageState;
import io.fileview.pages.observed.ObservedPages.Column;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a page map answers, counts and says, and the ranges that it speaks in. */
class ObservedPagesTest {
    private static final Column SOME =
            new Column(pages(0, 1, 4, 9), pages(5, 6), "nobody looked there");

    private final PageMap map =
            new ObservedPages(
                    3 * 4_096,
                    4_096,
                    10,
                    Map.of(PageState.RESIDENT, SOME, PageState.LOCKED, Column.known(pages(2))),
                    new int[] {1, 2, PageMap.UNKNOWN_SHARE_COUNT, 0, 0, 0, 0, 0, 0, 7});

    @Test
    void pagesAreNumberedFromTheFirst() {
        assertThat(map.pageCount()).isEqualTo(10);
        assertThat(map.pageSize()).isEqualTo(4_096);
        assertThat(map.offsetOf(0)).isEqualTo(3 * 4_096);
        assertThat(map.offsetOf(9)).isEqualTo(12 * 4_096);
    }

    @Test
    void offsetsMayBeLargerThanAnIntCanCount() {
        PageMap large = new ObservedPages(1L << 40, 1 << 16, 1 << 20, Map.of(), null);
        assertThat(large.offsetOf((1 << 20) - 1)).isEqualTo((1L << 40) + (((1L << 20) - 1) << 16));
    }

    @Test
    void aPageThatIsNotThereIsRefused() {
        for (int page : new int[] {-1, 10, Integer.MAX_VALUE}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> map.offsetOf(page));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> map.is(PageState.RESIDENT, page));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> map.shareCount(page));
        }
    }

    @Test
    void aPageIsInAStateOrNotOrThatIsNotKnown() {
        assertThat(map.is(PageState.RESIDENT, 4)).isEqualTo(Answer.YES);
        assertThat(map.is(PageState.RESIDENT, 3)).isEqualTo(Answer.NO);
        assertThat(map.is(PageState.RESIDENT, 5)).isEqualTo(Answer.UNKNOWN);
        assertThat(map.is(PageState.LOCKED, 2)).isEqualTo(Answer.YES);
        assertThat(map.is(PageState.LOCKED, 4)).isEqualTo(Answer.NO);
        assertThatNullPointerException().isThrownBy(() -> map.count(null));
    }

    @Test
    void statesAreCounted() {
        assertThat(map.count(PageState.RESIDENT)).isEqualTo(4);
        assertThat(map.unknown(PageState.RESIDENT)).isEqualTo(2);
        assertThat(map.whyUnknown(PageState.RESIDENT)).contains("nobody looked there");
        assertThat(map.count(PageState.LOCKED)).isEqualTo(1);
        assertThat(map.unknown(PageState.LOCKED)).isZero();
        assertThat(map.whyUnknown(PageState.LOCKED)).isEmpty();
    }

    @Test
    void aStateThatTheEngineLeftOutIsUnknown() {
        assertThat(map.is(PageState.DIRTY, 0)).isEqualTo(Answer.UNKNOWN);
        assertThat(map.count(PageState.DIRTY)).isZero();
        assertThat(map.unknown(PageState.DIRTY)).isEqualTo(10);
        assertThat(map.whyUnknown(PageState.DIRTY)).isNotEmpty();
        assertThat(map.ranges(PageState.DIRTY)).isEmpty();
    }

    @Test
    void neighboursAreInOneRange() {
        assertThat(map.ranges(PageState.RESIDENT))
                .containsExactly(
                        new PageRange(0, 2), new PageRange(4, 1), new PageRange(9, 1));
        PageMap full =
                new ObservedPages(0, 1, 10, Map.of(PageState.DIRTY, Column.known(all(10))), null);
        assertThat(full.ranges(PageState.DIRTY)).containsExactly(new PageRange(0, 10));
    }

    @Test
    void shareCountsAreTold() {
        assertThat(map.shareCount(0)).isEqualTo(1);
        assertThat(map.shareCount(2)).isEqualTo(PageMap.UNKNOWN_SHARE_COUNT);
        assertThat(map.shareCount(9)).isEqualTo(7);
        PageMap untold = new ObservedPages(0, 4_096, 1, Map.of(), null);
        assertThat(untold.shareCount(0)).isEqualTo(PageMap.UNKNOWN_SHARE_COUNT);
    }

    @Test
    void oneLineSaysItAll() {
        assertThat(map.toString())
                .startsWith("10 pages of 4096 bytes: resident 4 and unknown of 2, ")
                .contains(", locked 1")
                .contains(", dirty unknown")
                .contains(", working set unknown");
    }

    @Test
    void aMapOfNoPagesIsEmpty() {
        PageMap empty = new ObservedPages(0, 4_096, 0, Map.of(), null);
        for (PageState state : PageState.values()) {
            assertThat(empty.count(state)).isZero();
            assertThat(empty.unknown(state)).isZero();
            assertThat(empty.ranges(state)).isEmpty();
            assertThat(empty.whyUnknown(state)).isEmpty();
        }
    }

    @Test
    void aMapDoesNotChange() {
        int[] counts = {1};
        PageMap fixed = new ObservedPages(0, 4_096, 1, Map.of(), counts);
        counts[0] = 5;
        assertThat(fixed.shareCount(0)).isEqualTo(1);
        List<PageRange> ranges = map.ranges(PageState.RESIDENT);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> ranges.add(new PageRange(0, 1)));
    }

    @Test
    void aRunOfPagesEndsBeforeItsEnd() {
        assertThat(new PageRange(3, 4).end()).isEqualTo(7);
        assertThatIllegalArgumentException().isThrownBy(() -> new PageRange(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PageRange(0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PageRange(Integer.MAX_VALUE, 1))
                .withMessageContaining(Integer.toString(Integer.MAX_VALUE));
    }

    @Test
    void aRangeOfBytesEndsBeforeItsEndAndMayBeEmpty() {
        assertThat(new ByteRange(3, 4).end()).isEqualTo(7);
        assertThat(new ByteRange(3, 0).end()).isEqualTo(3);
        assertThat(new ByteRange(Long.MAX_VALUE, 0).end()).isEqualTo(Long.MAX_VALUE);
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(Long.MAX_VALUE, 1));
    }

    private static BitSet pages(int... numbers) {
        BitSet pages = new BitSet();
        for (int number : numbers) {
            pages.set(number);
        }
        return pages;
    }

    private static BitSet all(int count) {
        BitSet pages = new BitSet();
        pages.set(0, count);
        return pages;
    }
}
