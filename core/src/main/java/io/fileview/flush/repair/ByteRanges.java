package io.fileview;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of bytes of a file, as ranges that do not touch. Not thread-safe. It never forgets a byte
 * that was added; to stay small it may come to hold the bytes between two ranges as well.
 */
final class ByteRanges {
    /** More ranges than this grow together where the gap between them is smallest. */
    static final int LIMIT = 256;

    private final TreeMap<Long, Long> ends = new TreeMap<>(); // by start

    void add(long start, long end) {
        if (start >= end) {
            return;
        }
        long from = start;
        long to = end;
        Map.Entry<Long, Long> before = ends.floorEntry(to);
        while (before != null && before.getValue() >= from) {
            from = Math.min(from, before.getKey());
            to = Math.max(to, before.getValue());
            ends.remove(before.getKey());
            before = ends.floorEntry(to);
        }
        ends.put(from, to);
        if (ends.size() > LIMIT) {
            closeSmallestGap();
        }
    }

    void add(ByteRange range) {
        add(range.offset(), range.end());
    }

    void addAll(ByteRanges others) {
        others.list().forEach(this::add);
    }

    void remove(long start, long end) {
        Map.Entry<Long, Long> before = ends.lowerEntry(end);
        while (before != null && before.getValue() > start) {
            ends.remove(before.getKey());
            if (before.getValue() > end) {
                ends.put(end, before.getValue());
            }
            if (before.getKey() < start) {
                ends.put(before.getKey(), start);
            }
            before = ends.lowerEntry(Math.min(end, before.getKey()));
        }
    }

    void clear() {
        ends.clear();
    }

    boolean isEmpty() {
        return ends.isEmpty();
    }

    List<ByteRange> list() {
        return within(0, Long.MAX_VALUE);
    }

    /** What of the ranges lies between two places. */
    List<ByteRange> within(long start, long end) {
        List<ByteRange> ranges = new ArrayList<>();
        for (Map.Entry<Long, Long> range : ends.entrySet()) {
            long from = Math.max(start, range.getKey());
            long to = Math.min(end, range.getValue());
            if (from < to) {
                ranges.add(new ByteRange(from, to - from));
            }
        }
        return List.copyOf(ranges);
    }

    private void closeSmallestGap() {
        long smallest = Long.MAX_VALUE;
        long left = -1;
        Map.Entry<Long, Long> previous = null;
        for (Map.Entry<Long, Long> range : ends.entrySet()) {
            if (previous != null && range.getKey() - previous.getValue() < smallest) {
                smallest = range.getKey() - previous.getValue();
                left = previous.getKey();
            }
            previous = range;
        }
        Map.Entry<Long, Long> right = ends.higherEntry(left);
        if (right != null) {
            ends.remove(right.getKey());
            ends.put(left, right.getValue());
        }
    }
}
