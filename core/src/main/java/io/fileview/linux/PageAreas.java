package io.fileview.linux;

import io.fileview.linux.LockedPages.Run;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The areas into which the kernel divides the pages of a mapping, because they differ in advice or
 * locks. It joins those that no longer differ, except private ones that were written meanwhile. Which
 * were is not known, so private ones count as divided until they are unmapped. Not thread-safe.
 */
final class PageAreas {
    static final int RANDOM = 1;
    static final int SEQUENTIAL = 2;

    /** The advice of which the last one holds. */
    static final int READING = RANDOM | SEQUENTIAL;

    static final int HUGE = 4;
    static final int LOCKED = 8;

    static final int ALL = READING | HUGE | LOCKED;

    private final boolean areJoined;

    /** The number of all pages. */
    private long pages;

    /** What holds for the pages of each area, by its first page. */
    private final NavigableMap<Long, Integer> flags = new TreeMap<>(Map.of(0L, 0));

    PageAreas(boolean arePrivate) {
        this.areJoined = !arePrivate;
    }

    /** Sets the number of all pages; more belong to the last area. */
    void resize(long newPages) {
        pages = newPages;
    }

    int count() {
        return flags.size();
    }

    /** Returns how many areas must be divided before flags can be set for a run alone. */
    int toDivide(Run run, int mask, int value) {
        return divided(run.first(), run.first(), mask, value)
                + divided(run.end(), run.end() - 1, mask, value);
    }

    private int divided(long at, long changed, int mask, int value) {
        Map.Entry<Long, Integer> area = flags.floorEntry(changed);
        Long next = flags.higherKey(changed);
        boolean isEdge = area.getKey() == at || (next != null && next == at) || at == pages;
        return isEdge || (area.getValue() & mask) == value ? 0 : 1;
    }

    /**
     * Sets some of the flags for a run.
     *
     * @param mask which of them
     * @return what held before, by the first page of each part of the run
     */
    NavigableMap<Long, Integer> set(Run run, int mask, int value) {
        NavigableMap<Long, Integer> edges = edges(run);
        NavigableMap<Long, Integer> before = new TreeMap<>(edges.headMap(run.end(), false));
        before.put(run.first(), flags.floorEntry(run.first()).getValue());
        if (run.end() < pages) {
            flags.put(run.end(), flags.floorEntry(run.end()).getValue());
        }
        before.forEach((first, held) -> flags.put(first, (held & ~mask) | value));
        join(run, edges);
        return before;
    }

    /** Returns where areas begin within a run or at its end, and what holds for them. */
    NavigableMap<Long, Integer> edges(Run run) {
        return new TreeMap<>(flags.subMap(run.first(), true, run.end(), true));
    }

    /** Makes areas begin where they began before a run was set, which nothing has changed since. */
    void reset(Run run, NavigableMap<Long, Integer> edges) {
        flags.subMap(run.first(), true, run.end(), true).clear();
        flags.putAll(edges);
    }

    /** Lets hold again what held before. */
    void restore(Run run, NavigableMap<Long, Integer> before) {
        before.forEach(
                (first, held) -> {
                    Long next = before.higherKey(first);
                    set(new Run(first, next == null ? run.end() : next), ALL, held);
                });
    }

    /** Joins the areas that no longer differ, or, of private ones, those that never did. */
    private void join(Run run, NavigableMap<Long, Integer> edges) {
        Map.Entry<Long, Integer> last = flags.lowerEntry(run.first());
        Map.Entry<Long, Integer> next = flags.ceilingEntry(run.first());
        while (next != null && next.getKey() <= run.end()) {
            boolean mayJoin = areJoined || !edges.containsKey(next.getKey());
            if (mayJoin && last != null && last.getValue().equals(next.getValue())) {
                flags.remove(next.getKey());
            } else {
                last = next;
            }
            next = flags.higherEntry(next.getKey());
        }
    }
}
