package io.fileview.linux;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The pages that are locked through a range, as runs that neither touch nor overlap. Not
 * thread-safe.
 */
final class LockedPages {
    /** The end of each run, by its start. */
    private final NavigableMap<Long, Long> runs = new TreeMap<>();

    /**
     * A run of pages.
     *
     * @param first the first page
     * @param end the page after the last
     */
    record Run(long first, long end) {}

    boolean isEmpty() {
        return runs.isEmpty();
    }

    void add(Run run) {
        long first = run.first();
        long end = run.end();
        Map.Entry<Long, Long> touching = runs.floorEntry(end);
        while (touching != null && touching.getValue() >= first) {
            first = Math.min(first, touching.getKey());
            end = Math.max(end, touching.getValue());
            runs.remove(touching.getKey());
            touching = runs.floorEntry(end);
        }
        runs.put(first, end);
    }

    void remove(Run run) {
        for (Run locked : within(run)) {
            Map.Entry<Long, Long> whole = runs.floorEntry(locked.first());
            if (whole.getValue() > locked.end()) { // first, because there may be no memory for it
                runs.put(locked.end(), whole.getValue());
            }
            if (whole.getKey() < locked.first()) {
                runs.put(whole.getKey(), locked.first());
            } else {
                runs.remove(whole.getKey());
            }
        }
    }

    /** The locked parts of a run. */
    List<Run> within(Run run) {
        List<Run> parts = new ArrayList<>();
        Map.Entry<Long, Long> locked = runs.floorEntry(run.first());
        if (locked == null || locked.getValue() <= run.first()) {
            locked = runs.higherEntry(run.first());
        }
        while (locked != null && locked.getKey() < run.end()) {
            parts.add(
                    new Run(
                            Math.max(run.first(), locked.getKey()),
                            Math.min(run.end(), locked.getValue())));
            locked = runs.higherEntry(locked.getKey());
        }
        return parts;
    }

    /** All runs of locked pages. */
    List<Run> all() {
        List<Run> all = new ArrayList<>();
        runs.forEach((first, end) -> all.add(new Run(first, end)));
        return all;
    }

    /** The parts of a run that are not locked. */
    List<Run> missingFrom(Run run) {
        List<Run> parts = new ArrayList<>();
        long next = run.first();
        for (Run locked : within(run)) {
            if (next < locked.first()) {
                parts.add(new Run(next, locked.first()));
            }
            next = locked.end();
        }
        if (next < run.end()) {
            parts.add(new Run(next, run.end()));
        }
        return parts;
    }

    /** The locked pages of a run, counted from its first. */
    BitSet indexesWithin(Run run) {
        BitSet indexes = new BitSet();
        for (Run locked : within(run)) {
            indexes.set(
                    Math.toIntExact(locked.first() - run.first()),
                    Math.toIntExact(locked.end() - run.first()));
        }
        return indexes;
    }
}
