package io.fileview.guarded.mapped;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import org.junit.jupiter.api.Test;

/** Only what was met is kept, in a limited number of ranges. */
class UnreadablePagesTest {
    private final UnreadablePages pages = new UnreadablePages();

    @Test
    void whatLiesBetweenIsNotKept() {
        pages.add(4096, 8192);
        pages.add(1L << 40, (1L << 40) + 10);
        pages.add(0, 100);
        assertThat(pages.list())
                .containsExactly(
                        new ByteRange(0, 100),
                        new ByteRange(4096, 4096),
                        new ByteRange(1L << 40, 10));
    }

    @Test
    void neighboursAndOverlapsAreOneRange() {
        pages.add(10, 20);
        pages.add(30, 40);
        pages.add(20, 30);
        pages.add(5, 12);
        pages.add(15, 18);
        assertThat(pages.list()).containsExactly(new ByteRange(5, 35));
    }

    @Test
    void whatWasReadIsForgottenUnlessMoreWasMetMeanwhile() {
        pages.add(10, 20);
        pages.remove(new ByteRange(10, 10));
        assertThat(pages.list()).isEmpty();
        pages.add(10, 20);
        pages.add(20, 30);
        pages.remove(new ByteRange(10, 10));
        assertThat(pages.list()).containsExactly(new ByteRange(10, 20));
    }

    @Test
    void beyondTheLimitRangesAreJoined() {
        for (long i = UnreadablePages.LIMIT; i > 0; i--) {
            pages.add(i * 10, i * 10 + 1);
        }
        assertThat(pages.list()).hasSize(UnreadablePages.LIMIT);
        pages.add(0, 1);
        pages.add(UnreadablePages.LIMIT * 20L, UnreadablePages.LIMIT * 20L + 1);
        pages.add(55, 56);
        assertThat(pages.list()).hasSize(UnreadablePages.LIMIT);
        assertThat(pages.list().getFirst()).isEqualTo(new ByteRange(0, 11));
        assertThat(pages.list()).contains(new ByteRange(50, 6));
        assertThat(pages.list().getLast().end()).isEqualTo(UnreadablePages.LIMIT * 20L + 1);
    }
}
