package io.fileview.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs of pages against a set of bits. */
class PageRunsTest {
    private static final int PAGES = 60;

    @Test
    void runsAreWhatASetOfBitsIs() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            PageRuns runs = new PageRuns();
            BitSet bits = new BitSet();
            for (int i = 0; i < 60; i++) {
                int first = random.nextInt(PAGES);
                int end = first + random.nextInt(PAGES - first + 1);
                int before = bits.cardinality();
                if (random.nextBoolean()) {
                    bits.set(first, end);
                    assertThat(runs.add(first, end)).isEqualTo(bits.cardinality() - before);
                } else {
                    bits.clear(first, end);
                    assertThat(runs.remove(first, end)).isEqualTo(before - bits.cardinality());
                }
                assertSame(runs, bits, seed);
            }
        }
    }

    private static void assertSame(PageRuns runs, BitSet bits, long seed) {
        assertThat(runs.count()).as("seed %s", seed).isEqualTo(bits.cardinality());
        assertThat(runs.isEmpty()).isEqualTo(bits.isEmpty());
        for (int page = 0; page < PAGES; page++) {
            assertThat(runs.contains(page)).as("seed %s, page %s", seed, page)
                    .isEqualTo(bits.get(page));
            assertThat(runs.countWithin(page, PAGES))
                    .isEqualTo(bits.get(page, PAGES).cardinality());
        }
    }

    @Test
    void neighboursAreOneRun() {
        PageRuns runs = new PageRuns();
        runs.add(5, 7);
        runs.add(9, 10);
        runs.add(7, 9);
        assertThat(runs.within(0, 100)).isEqualTo(List.of(new PageRuns.Run(5, 10)));
        assertThat(runs.within(6, 8)).isEqualTo(List.of(new PageRuns.Run(6, 8)));
        assertThat(runs.within(0, Long.MAX_VALUE)).hasSize(1);
    }
}
