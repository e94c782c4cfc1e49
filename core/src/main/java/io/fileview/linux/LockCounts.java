package io.fileview.linux;

import io.fileview.linux.LockedPages.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many ranges have locked each page of a mapping that they share: the kernel does not count, and
 * unlocks a page at the first request. Not thread-safe.
 */
final class LockCounts {
    /** The count from a page on, until the next key. */
    private final NavigableMap<Long, Integer> counts = new TreeMap<>();

    void add(Run run) {
        change(run, 1);
    }

    void remove(Run run) {
        change(run, -1);
    }

    private void change(Run run, int by) {
        divideAt(run.first());
        divideAt(run.end());
        counts.subMap(run.first(), run.end()).replaceAll((page, count) -> count + by);
        join(run);
    }

    private void divideAt(long page) {
        counts.putIfAbsent(page, countOf(page));
    }

    private int countOf(long page) {
        Map.Entry<Long, Integer> entry = counts.floorEntry(page);
        return entry == null ? 0 : entry.getValue();
    }

    /** Removes the keys at which the count does not change. */
    private void join(Run run) {
        Map.Entry<Long, Integer> before = counts.lowerEntry(run.first());
        int count = before == null ? 0 : before.getValue();
        List<Long> needless = new ArrayList<>();
        for (Map.Entry<Long, Integer> entry : counts.subMap(run.first(), true, run.end(), true)
                .entrySet()) {
            if (entry.getValue() == count) {
                needless.add(entry.getKey());
            }
            count = entry.getValue();
        }
        needless.forEach(counts::remove);
    }

    /** The parts of a run that no range has locked. */
    List<Run> notLocked(Run run) {
        List<Run> parts = new ArrayList<>();
        for (long page = run.first(); page < run.end();) {
            Long next = counts.higherKey(page);
            long end = next == null ? run.end() : Math.min(next, run.end());
            if (countOf(page) == 0) {
                parts.add(new Run(page, end));
            }
            page = end;
        }
        return parts;
    }
}
