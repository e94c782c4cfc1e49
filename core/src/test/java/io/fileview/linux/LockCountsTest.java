package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.linux.LockedPages.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The counts of locks, against an array. */
class LockCountsTest {
    private static final int PAGES = 40;

    @Test
    void whatIsLockedByNoneIsWhatAnArrayHasAsZero() {
        Random random = new Random(3);
        LockCounts counts = new LockCounts();
        int[] expected = new int[PAGES];
        List<Run> locked = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            boolean removes = locked.size() > random.nextInt(8);
            Run run = removes ? locked.remove(random.nextInt(locked.size())) : run(random);
            if (removes) {
                counts.remove(run);
            } else {
                counts.add(run);
                locked.add(run);
            }
            for (long page = run.first(); page < run.end(); page++) {
                expected[(int) page] += removes ? -1 : 1;
            }
            Run asked = run(random);
            assertThat(counts.notLocked(asked)).isEqualTo(zeros(expected, asked));
        }
    }

    private static Run run(Random random) {
        int first = random.nextInt(PAGES);
        return new Run(first, first + 1 + random.nextInt(PAGES - first));
    }

    private static List<Run> zeros(int[] counts, Run run) {
        List<Run> zeros = new ArrayList<>();
        for (long page = run.first(); page < run.end(); page++) {
            if (counts[(int) page] == 0) {
                boolean follows = !zeros.isEmpty() && zeros.getLast().end() == page;
                long first = follows ? zeros.removeLast().first() : page;
                zeros.add(new Run(first, page + 1));
            }
        }
        return zeros;
    }
}
