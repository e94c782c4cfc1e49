package io.fileview.win32;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** A value for each page, stored as runs of equal values: a reserved terabyte is one run. */
final class PageRuns {
    private final long pages;
    private final TreeMap<Long, Integer> runs = new TreeMap<>();

    PageRuns(long pages, int value) {
        this.pages = pages;
        runs.put(0L, value);
    }

    int get(long page) {
        return Objects.requireNonNull(runs.floorEntry(page)).getValue();
    }

    /** The first page after the run that contains this page. */
    long end(long page) {
        Long next = runs.higherKey(page);
        return next == null ? pages : next;
    }

    void set(long from, long to, int value) {
        update(from, to, old -> value);
    }

    void update(long from, long to, IntUnaryOperator change) {
        if (from >= to) {
            return;
        }
        split(from);
        split(to);
        for (Map.Entry<Long, Integer> run : runs.subMap(from, to).entrySet()) {
            run.setValue(change.applyAsInt(run.getValue()));
        }
        long page = from;
        while (page <= to && page < pages) {
            long end = end(page);
            if (page > 0 && get(page - 1) == get(page)) {
                runs.remove(page);
            }
            page = end;
        }
    }

    private void split(long page) {
        if (page < pages) {
            runs.putIfAbsent(page, get(page));
        }
    }
}
