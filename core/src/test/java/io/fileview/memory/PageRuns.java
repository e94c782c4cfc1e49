package io.fileview.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of page numbers, kept as runs: the pages of a sparse file may be far apart. Not thread-safe. */
final class PageRuns {
    /** Starts and ends of runs, which neither overlap nor touch. */
    private final TreeMap<Long, Long> runs = new TreeMap<>();

    /**
     * Neighbouring pages.
     *
     * @param first the first
     * @param end the first that is not one of them
     */
    record Run(long first, long end) {}

    boolean contains(long page) {
        Map.Entry<Long, Long> run = runs.floorEntry(page);
        return run != null && page < run.getValue();
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Adds pages; tells how many were not in the set. */
    long add(long first, long end) {
        if (first >= end) {
            return 0;
        }
        long missing = end - first - countWithin(first, end);
        long from = first;
        long to = end;
        Map.Entry<Long, Long> before = runs.floorEntry(first);
        if (before != null && before.getValue() >= first) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        for (Map.Entry<Long, Long> next = runs.ceilingEntry(from);
                next != null && next.getKey() <= to;
                next = runs.ceilingEntry(from)) {
            to = Math.max(to, next.getValue());
            runs.remove(next.getKey());
        }
        runs.put(from, to);
        return missing;
    }

    /** Removes pages; tells how many were in the set. */
    long remove(long first, long end) {
        long removed = 0;
        for (Run run : within(first, end)) {
            Map.Entry<Long, Long> whole = runs.floorEntry(run.first());
            runs.remove(whole.getKey());
            if (whole.getKey() < run.first()) {
                runs.put(whole.getKey(), run.first());
            }
            if (whole.getValue() > run.end()) {
                runs.put(run.end(), whole.getValue());
            }
            removed += run.end() - run.first();
        }
        return removed;
    }

    /** The parts of runs within some pages. */
    List<Run> within(long first, long end) {
        List<Run> found = new ArrayList<>();
        Map.Entry<Long, Long> before = runs.floorEntry(first);
        long from = before == null ? first : before.getKey();
        for (Map.Entry<Long, Long> run : runs.subMap(from, Math.max(from, end)).entrySet()) {
            long start = Math.max(first, run.getKey());
            long stop = Math.min(end, run.getValue());
            if (start < stop) {
                found.add(new Run(start, stop));
            }
        }
        return found;
    }

    /** How many of some pages are in the set. */
    long countWithin(long first, long end) {
        long count = 0;
        for (Run run : within(first, end)) {
            count += run.end() - run.first();
        }
        return count;
    }

    /** How many pages are in the set. */
    long count() {
        return countWithin(0, Long.MAX_VALUE);
    }
}
