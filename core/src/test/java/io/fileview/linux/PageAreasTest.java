package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.linux.LockedPages.Run;
import io.fileview.testing.Seed;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The areas of a mapping, compared with the flags of each page. */
class PageAreasTest {
    private static final int PAGES = 40;
    private static final int[][] CHANGES = {
        {PageAreas.READING, 0},
        {PageAreas.READING, PageAreas.RANDOM},
        {PageAreas.READING, PageAreas.SEQUENTIAL},
        {PageAreas.HUGE, PageAreas.HUGE},
        {PageAreas.LOCKED, PageAreas.LOCKED},
        {PageAreas.LOCKED, 0}
    };

    private final PageAreas areas = new PageAreas(false);
    private int[] flags = new int[PAGES];

    private static int areasOf(int[] flags) {
        int count = 1;
        for (int page = 1; page < flags.length; page++) {
            count += flags[page] == flags[page - 1] ? 0 : 1;
        }
        return count;
    }

    private int[] changed(Run run, int[] change) {
        int[] changed = flags.clone();
        for (int page = (int) run.first(); page < run.end(); page++) {
            changed[page] = (changed[page] & ~change[0]) | change[1];
        }
        return changed;
    }

    private int toDivide(int[] changed) {
        int count = 0;
        for (int page = 1; page < PAGES; page++) {
            boolean isWithin = flags[page] == flags[page - 1];
            boolean oneChanges =
                    (changed[page] == flags[page]) != (changed[page - 1] == flags[page - 1]);
            count += isWithin && oneChanges ? 1 : 0;
        }
        return count;
    }

    @Test
    void areThePagesThatDiffer() {
        SplittableRandom random = new SplittableRandom(Seed.of(PageAreasTest.class));
        areas.resize(PAGES);
        for (int step = 0; step < 50_000; step++) {
            int first = random.nextInt(PAGES);
            Run run = new Run(first, first + 1 + random.nextInt(PAGES - first));
            int[] change = CHANGES[random.nextInt(CHANGES.length)];
            int[] next = changed(run, change);
            assertThat(areas.toDivide(run, change[0], change[1])).isEqualTo(toDivide(next));
            NavigableMap<Long, Integer> before = areas.set(run, change[0], change[1]);
            assertThat(areas.count()).isEqualTo(areasOf(next));
            if (random.nextInt(4) == 0) {
                areas.restore(run, before);
                assertThat(areas.count()).isEqualTo(areasOf(flags));
            } else {
                flags = next;
            }
        }
    }

    @Test
    void privateOnesStayDivided() {
        PageAreas ofPrivate = new PageAreas(true);
        ofPrivate.resize(PAGES);
        Run run = new Run(2, 4);
        ofPrivate.set(new Run(1, 5), PageAreas.LOCKED, 0);
        assertThat(ofPrivate.count()).isEqualTo(1);
        ofPrivate.set(run, PageAreas.LOCKED, PageAreas.LOCKED);
        ofPrivate.set(run, PageAreas.LOCKED, 0);
        assertThat(ofPrivate.count()).isEqualTo(3);
        assertThat(ofPrivate.toDivide(run, PageAreas.LOCKED, PageAreas.LOCKED)).isZero();
        Run other = new Run(3, 6);
        NavigableMap<Long, Integer> edges = ofPrivate.edges(other);
        ofPrivate.set(other, PageAreas.LOCKED, PageAreas.LOCKED);
        assertThat(ofPrivate.count()).isEqualTo(5);
        ofPrivate.reset(other, edges);
        assertThat(ofPrivate.count()).isEqualTo(3);
    }

    @Test
    void addedPagesBelongToTheLastArea() {
        areas.resize(4);
        areas.set(new Run(2, 4), PageAreas.LOCKED, PageAreas.LOCKED);
        areas.resize(8);
        assertThat(areas.count()).isEqualTo(2);
        areas.set(new Run(4, 8), PageAreas.LOCKED, 0);
        assertThat(areas.count()).isEqualTo(3);
        areas.set(new Run(0, 8), PageAreas.LOCKED, 0);
        assertThat(areas.count()).isEqualTo(1);
        assertThat(Arrays.stream(flags).sum()).isZero();
    }
}
