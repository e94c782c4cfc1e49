package io.fileview.windows;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of pages, kept as runs that neither touch nor overlap. Not thread-safe. */
final class PageSet {
    /** The end of each run, by its start. */
    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    /**
     * A run of pages, counted from the first page of the views.
     *
     * @param first the first page
     * @param end the page after the last
     */
    record Run(long first, long end) {
        long size() {
            return (end - first) * SystemPages.SIZE;
        }
    }

    boolean isEmpty() {
        return ends.isEmpty();
    }

    void add(Run run) {
        long first = run.first();
        long end = run.end();
        Map.Entry<Long, Long> touching = ends.floorEntry(end);
        while (touching != null && touching.getValue() >= first) {
            first = Math.min(first, touching.getKey());
            end = Math.max(end, touching.getValue());
            ends.remove(touching.getKey());
            touching = ends.floorEntry(end);
        }
        ends.put(first, end);
    }

    void remove(Run run) {
        Map.Entry<Long, Long> last = ends.lowerEntry(run.end());
        if (last != null && last.getValue() > run.end()) { // first, as there may be no memory for it
            ends.put(run.end(), last.getValue());
        }
        Map.Entry<Long, Long> before = ends.lowerEntry(run.first());
        if (before != null && before.getValue() > run.first()) {
            ends.put(before.getKey(), run.first());
        }
        ends.subMap(run.first(), run.end()).clear();
    }

    /** Returns the parts of a run that are in this set. */
    List<Run> within(Run run) {
        List<Run> parts = new ArrayList<>();
        Long start = ends.floorKey(run.first());
        for (Map.Entry<Long, Long> entry : ends.tailMap(start == null ? run.first() : start, true)
                .entrySet()) {
            long first = Math.max(run.first(), entry.getKey());
            long end = Math.min(run.end(), entry.getValue());
            if (entry.getKey() >= run.end()) {
                break;
            }
            if (first < end) {
                parts.add(new Run(first, end));
            }
        }
        return parts;
    }

    /** Returns the parts of runs that are not in this set. */
    List<Run> missingFrom(List<Run> runs) {
        List<Run> parts = new ArrayList<>();
        for (Run run : runs) {
            long next = run.first();
            for (Run mine : within(run)) {
                if (next < mine.first()) {
                    parts.add(new Run(next, mine.first()));
                }
                next = mine.end();
            }
            if (next < run.end()) {
                parts.add(new Run(next, run.end()));
            }
        }
        return parts;
    }

    List<Run> all() {
        List<Run> all = new ArrayList<>();
        ends.forEach((first, end) -> all.add(new Run(first, end)));
        return all;
    }

    /** Returns the pages of a run that are in this set, counted from its first. */
    BitSet indexesWithin(Run run) {
        BitSet indexes = new BitSet();
        for (Run mine : within(run)) {
            indexes.set(
                    Math.toIntExact(mine.first() - run.first()),
                    Math.toIntExact(mine.end() - run.first()));
        }
        return indexes;
    }
}
