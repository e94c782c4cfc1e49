package io.fileview.guarded.mapped;

import io.fileview.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a view that accesses have found in unreadable pages, as ranges that neither overlap
 * nor touch. Thread-safe.
 */
final class UnreadablePages {
    /** The maximum number of ranges; beyond it, a new one is joined with its neighbour. */
    static final int LIMIT = 10_000;

    /** The end of each range, by its start. */
    private final TreeMap<Long, Long> ends = new TreeMap<>(); // guarded by this

    synchronized void add(long start, long end) {
        long from = start;
        long to = end;
        Map.Entry<Long, Long> before = ends.floorEntry(to);
        while (before != null && before.getValue() >= from) {
            from = Math.min(from, before.getKey());
            to = Math.max(to, before.getValue());
            ends.remove(before.getKey());
            before = ends.floorEntry(to);
        }
        if (ends.size() >= LIMIT) {
            Map.Entry<Long, Long> neighbour = before == null ? ends.firstEntry() : before;
            from = Math.min(from, neighbour.getKey());
            to = Math.max(to, neighbour.getValue());
            ends.remove(neighbour.getKey());
        }
        ends.put(from, to);
    }

    /** Removes a range that has been read, unless another access has met more around it since. */
    synchronized void remove(ByteRange range) {
        ends.remove(range.offset(), range.end());
    }

    synchronized List<ByteRange> list() {
        List<ByteRange> ranges = new ArrayList<>();
        ends.forEach((start, end) -> ranges.add(new ByteRange(start, end - start)));
        return ranges;
    }
}
