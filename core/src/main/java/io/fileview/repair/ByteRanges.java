package io.fileview.repair;

import io.fileview.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of bytes of a file, as ranges that neither overlap nor touch. Contains every byte that was
 * added and not removed since; to bound its size it may also contain the bytes between two ranges,
 * removed ones among them. Not thread-safe.
 */
public final class ByteRanges {
    /** The maximum number of ranges; beyond it, the two with the smallest gap are joined. */
    static final int LIMIT = 256;

    private final TreeMap<Long, Long> ends = new TreeMap<>(); // by start

    public void add(long start, long end) {
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
        keepLimit();
    }

    public void add(ByteRange range) {
        add(range.offset(), range.end());
    }

    public void addAll(ByteRanges others) {
        others.list().forEach(this::add);
    }

    public void remove(long start, long end) {
        if (start >= end) {
            return;
        }
        Map.Entry<Long, Long> before = ends.lowerEntry(end);
        while (before != null && before.getValue() > start) {
            ends.remove(before.getKey());
            if (before.getValue() > end) {
                ends.put(end, before.getValue());
            }
            if (before.getKey() < start) {
                ends.put(before.getKey(), start);
            }
            before = ends.lowerEntry(before.getKey());
        }
        keepLimit();
    }

    public void clear() {
        ends.clear();
    }

    public boolean isEmpty() {
        return ends.isEmpty();
    }

    public List<ByteRange> list() {
        return within(0, Long.MAX_VALUE);
    }

    /** Returns the parts of the ranges that lie between two offsets. */
    public List<ByteRange> within(long start, long end) {
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

    /** Each call adds one range at most, so closing one gap is enough. */
    private void keepLimit() {
        if (ends.size() > LIMIT) {
            closeSmallestGap();
        }
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
