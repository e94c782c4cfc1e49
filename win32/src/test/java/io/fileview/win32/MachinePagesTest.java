package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One page of the machine may hold several pages of Windows. */
class MachinePagesTest {
    private static final long PAGE = AddressSpace.PAGE_SIZE;
    private static final long LARGE = 65536;
    private static final long LENGTH = 4 * LARGE;

    private static List<ByteRange> ranges(long firstPage, long pages, long offset, Long... kept) {
        return MachinePages.ranges(
                new ByteRange(firstPage * PAGE, pages * PAGE),
                offset,
                LENGTH,
                LARGE,
                Set.of(kept)::contains);
    }

    @Test
    void aPageOfTheMachineIsTakenAsAWhole() {
        assertThat(ranges(1, 1, 0)).containsExactly(new ByteRange(0, LARGE));
        assertThat(ranges(15, 2, 0))
                .containsExactly(new ByteRange(0, LARGE), new ByteRange(LARGE, LARGE));
        assertThat(ranges(16, 16, 0)).containsExactly(new ByteRange(LARGE, LARGE));
    }

    @Test
    void itIsLeftOutWhileAPageInItIsKept() {
        assertThat(ranges(1, 1, 0, 0L)).isEmpty();
        assertThat(ranges(1, 1, 0, 15L)).isEmpty();
        assertThat(ranges(1, 1, 0, 16L)).containsExactly(new ByteRange(0, LARGE));
        assertThat(ranges(0, 32, 0, 31L)).containsExactly(new ByteRange(0, LARGE));
    }

    @Test
    void itsPlaceDependsOnWhereTheViewStarts() {
        long offset = LARGE + 3 * PAGE; // 13 pages of Windows up to the next page of the machine
        assertThat(ranges(12, 1, offset)).containsExactly(new ByteRange(0, 13 * PAGE));
        assertThat(ranges(13, 1, offset)).containsExactly(new ByteRange(13 * PAGE, LARGE));
        assertThat(ranges(13, 1, offset, 12L, 29L))
                .containsExactly(new ByteRange(13 * PAGE, LARGE));
        assertThat(ranges(13, 1, offset, 28L)).isEmpty();
        assertThat(ranges(63, 1, offset)).containsExactly(new ByteRange(61 * PAGE, 3 * PAGE));
    }

    @Test
    void aViewThatEndsInsideAPageHasItsPart() {
        assertThat(
                MachinePages.ranges(
                        new ByteRange(LARGE, PAGE), 0, LARGE + 100, LARGE, page -> false))
                .containsExactly(new ByteRange(LARGE, 100));
    }
}
