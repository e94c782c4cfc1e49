package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.pages.observed.ObservedPages;
import io.fileview.pages.observed.ObservedPages.Column;
import io.fileview.spi.PageResidency;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * Observes the states of the pages of a range without accessing any, and removes pages from the
 * working set.
 *
 * <table>
 * <caption>Sources</caption>
 * <tr><td>working set, shared, share count</td><td>{@code QueryWorkingSetEx}</td></tr>
 * <tr><td>private</td><td>{@link CopiedPages}</td></tr>
 * <tr><td>locked</td><td>the pages locked through this range</td></tr>
 * <tr><td>resident</td><td>the working set: a page outside of it may be in memory or not</td></tr>
 * <tr><td>referenced, dirty, writeback</td><td>nothing</td></tr>
 * </table>
 */
final class WindowsResidency implements PageResidency {
    private static final String WORKING_SET_ONLY =
            "Windows exposes it only for pages in the working set of this process";
    private static final String NOT_EXPOSED = "Windows does not expose it";

    private final RangePages pages;
    private final WindowsLocking locking;

    WindowsResidency(RangePages pages, WindowsLocking locking) {
        this.pages = pages;
        this.locking = locking;
    }

    @Override
    public PageMap pages(ByteRange range) throws IOException {
        int count = Math.toIntExact(pages.size(range) / SystemPages.SIZE);
        BitSet valid = new BitSet();
        BitSet shared = new BitSet();
        int[] shareCounts = new int[count];
        Arrays.fill(shareCounts, PageMap.UNKNOWN_SHARE_COUNT);
        int error =
                WorkingSet.ask(
                        pages.start(range),
                        count,
                        (page, word) -> {
                            if (WorkingSet.isIn(word)) {
                                valid.set(page);
                                int shares =
                                        WorkingSet.isSharable(word)
                                                ? WorkingSet.shareCount(word)
                                                : 1;
                                shared.set(page, shares > 1);
                                if (shares < WorkingSet.MOST_SHARES) {
                                    shareCounts[page] = shares;
                                }
                            }
                        });
        if (error != 0) {
            throw failure(range, "QueryWorkingSetEx", error);
        }
        BitSet others = new BitSet();
        others.set(0, count);
        others.andNot(valid);
        Map<PageState, Column> columns = new EnumMap<>(PageState.class);
        columns.put(PageState.WORKING_SET, Column.known(valid));
        columns.put(PageState.RESIDENT, new Column(valid, others, WORKING_SET_ONLY));
        columns.put(PageState.SHARED, new Column(shared, others, WORKING_SET_ONLY));
        columns.put(PageState.LOCKED, Column.known(locking.lockedPages(range)));
        columns.put(PageState.PRIVATE, copied(range, count));
        return new ObservedPages(
                pages.pageOffset(range),
                SystemPages.SIZE,
                count,
                columns,
                shareCounts,
                NOT_EXPOSED);
    }

    private Column copied(ByteRange range, int count) throws MappingException {
        BitSet copied = new BitSet();
        BitSet unknown = new BitSet();
        if (pages.isCopyOnWrite()) {
            int error = CopiedPages.find(pages.start(range), count, copied, unknown);
            if (error != 0) {
                throw failure(range, "VirtualQuery", error);
            }
        }
        return new Column(copied, unknown, unknown.isEmpty() ? null : WORKING_SET_ONLY);
    }

    private MappingException failure(ByteRange range, String function, int error) {
        return WindowsErrors.failure(
                pages.place(range), function + " cannot determine the states of pages", error);
    }

    @Override
    public void trim(ByteRange range) throws IOException {
        if (range.length() == 0) {
            return;
        }
        int error = locking.trim(range);
        if (error != 0) {
            Place place = pages.place(range);
            String problem =
                    "offset "
                            + place.offset()
                            + " with length "
                            + place.length()
                            + " cannot be trimmed";
            throw error == WindowsLocking.PAGES_LOCKED
                    ? new MappingException(
                            place,
                            problem
                                    + ", because it has pages locked in memory; unlock them first",
                            null)
                    : WindowsErrors.failure(place, problem, error);
        }
    }
}
