package io.fileview.win32;

import io.fileview.ByteRange;
import io.fileview.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The pages of the machine behind a range of pages of Windows. They may be larger: then one page of
 * the machine holds several of Windows, is locked while one of these is, and can leave the working
 * set only when none of these is needed there.
 */
final class MachinePages {
    private MachinePages() {}

    /**
     * Applies an operation to those pages of the machine that hold a page of a range and no page
     * that is kept.
     *
     * @param memory the core's view of the memory, whose first byte is that of page 0 of Windows
     * @param at the start of the range in the view, a multiple of the page size of Windows
     * @param length bytes
     * @param kept whether a page of Windows, by its number, is to stay as it is
     * @param action the operation
     */
    static void without(
            View memory, long at, long length, LongPredicate kept, Region.MemoryAction action)
            throws IOException {
        long pageSize = memory.pageSize();
        if (pageSize <= AddressSpace.PAGE_SIZE) {
            action.on(memory, at, length);
            return;
        }
        ByteRange range = new ByteRange(at, length);
        for (ByteRange one : ranges(range, memory.offset(), memory.length(), pageSize, kept)) {
            action.on(memory, one.offset(), one.length());
        }
    }

    /**
     * The parts of a view that the pages of the machine take up.
     *
     * @param range a part of the view
     * @param offset where the view starts: pages of the machine count from there backwards to 0
     * @param viewLength the length of the view
     * @param pageSize that of the machine
     * @param kept whether a page of Windows, by its number, is to stay as it is
     */
    static List<ByteRange> ranges(
            ByteRange range, long offset, long viewLength, long pageSize, LongPredicate kept) {
        long before = offset % pageSize;
        List<ByteRange> ranges = new ArrayList<>();
        long first = (range.offset() + before) / pageSize;
        long last = (range.offset() + range.length() - 1 + before) / pageSize;
        for (long page = first; page <= last; page++) {
            long start = Math.max(0, page * pageSize - before);
            long end = Math.min(viewLength, (page + 1) * pageSize - before);
            if (!anyKept(start / AddressSpace.PAGE_SIZE, end, kept)) {
                ranges.add(new ByteRange(start, end - start));
            }
        }
        return ranges;
    }

    private static boolean anyKept(long first, long end, LongPredicate kept) {
        for (long page = first; page * AddressSpace.PAGE_SIZE < end; page++) {
            if (kept.test(page)) {
                return true;
            }
        }
        return false;
    }
}
