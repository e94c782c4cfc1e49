package io.fileview.memory;

import io.fileview.ByteRange;
import java.util.List;

/**
 * The pages that hold some bytes of a file.
 *
 * @param first the first page
 * @param end the first page behind them
 */
record PageSpan(long first, long end) {
    static PageSpan of(long offset, long length, long pageSize) {
        long first = offset / pageSize;
        return new PageSpan(first, length == 0 ? first : (offset + length - 1) / pageSize + 1);
    }

    /** Adds a range that follows those in a list, and joins neighbours. */
    static void addTo(List<ByteRange> ranges, long offset, long length) {
        ByteRange last = ranges.isEmpty() ? null : ranges.getLast();
        if (last != null && last.end() == offset) {
            ranges.removeLast();
            ranges.add(new ByteRange(last.offset(), last.length() + length));
        } else {
            ranges.add(new ByteRange(offset, length));
        }
    }
}
