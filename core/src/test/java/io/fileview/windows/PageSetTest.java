package io.fileview.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.Needs;
import io.fileview.windows.PageSet.Run;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageSetTest {
    private static final int PAGES = 60;

    @BeforeEach
    void needWindows() {
        Needs.windows();
    }

    @Test
    void aSetIsWhatABitSetIs() {
        Random random = new Random(5);
        PageSet set = new PageSet();
        BitSet model = new BitSet();
        for (int i = 0; i < 20_000; i++) {
            int first = random.nextInt(PAGES);
            int end = first + 1 + random.nextInt(PAGES / 4);
            Run run = new Run(first, end);
            if (random.nextBoolean()) {
                set.add(run);
                model.set(first, end);
            } else {
                set.remove(run);
                model.clear(first, end);
            }
            int from = random.nextInt(PAGES);
            int to = from + 1 + random.nextInt(PAGES);
            Run asked = new Run(from, to);
            assertThat(set.indexesWithin(asked)).isEqualTo(model.get(from, to));
            BitSet missing = new BitSet();
            set.missingFrom(List.of(asked))
                    .forEach(part -> missing.set((int) part.first(), (int) part.end()));
            BitSet expected = new BitSet();
            expected.set(from, to);
            expected.andNot(model);
            assertThat(missing).isEqualTo(expected);
            BitSet all = new BitSet();
            set.all().forEach(part -> all.set((int) part.first(), (int) part.end()));
            assertThat(all).isEqualTo(model);
            assertThat(set.isEmpty()).isEqualTo(model.isEmpty());
        }
    }
}
