package io.fileview.pages.observed;

import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageRange;
import io.fileview.pages.PageState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A page map with the states that an engine has observed. */
public final class ObservedPages implements PageMap {
    private final long offset;
    private final long pageSize;
    private final int pages;
    private final Map<PageState, Column> columns;
    private final int @Nullable [] shareCounts;

    /**
     * What is known about one state.
     *
     * @param yes the pages that are in the state
     * @param unknown the pages for which it is unknown, disjoint from {@code yes}
     * @param reason why it is unknown; null if it is known for every page
     */
    public record Column(BitSet yes, BitSet unknown, @Nullable String reason) {
        /**
         * A state that is unknown for every page.
         *
         * @param pages the number of pages
         * @param reason why it is unknown
         * @return the column
         */
        public static Column unknown(int pages, String reason) {
            BitSet all = new BitSet(pages);
            all.set(0, pages);
            return new Column(new BitSet(), all, Objects.requireNonNull(reason));
        }

        /**
         * A state that is known for every page.
         *
         * @param yes the pages that are in the state
         * @return the column
         */
        public static Column known(BitSet yes) {
            return new Column(yes, new BitSet(), null);
        }
    }

    /**
     * Creates a page map.
     *
     * @param offset the offset in the file of the first byte of page 0
     * @param pageSize the size of a page in bytes
     * @param pages the number of pages
     * @param columns what is known about each state; a state that is not listed is unknown
     * @param shareCounts the share count of each page, or {@link #UNKNOWN_SHARE_COUNT}; null if
     *     none is known
     */
    public ObservedPages(
            long offset,
            long pageSize,
            int pages,
            Map<PageState, Column> columns,
            int @Nullable [] shareCounts) {
        this(offset, pageSize, pages, columns, shareCounts, "this engine cannot see it");
    }

    /**
     * Creates a page map.
     *
     * @param offset the offset in the file of the first byte of page 0
     * @param pageSize the size of a page in bytes
     * @param pages the number of pages
     * @param columns what is known about each state; a state that is not listed is unknown
     * @param shareCounts the share count of each page, or {@link #UNKNOWN_SHARE_COUNT}; null if
     *     none is known
     * @param reason why the states that are not listed are unknown
     */
    public ObservedPages(
            long offset,
            long pageSize,
            int pages,
            Map<PageState, Column> columns,
            int @Nullable [] shareCounts,
            String reason) {
        this.offset = offset;
        this.pageSize = pageSize;
        this.pages = pages;
        this.columns = new EnumMap<>(PageState.class);
        Column unknown = null; // one for all states: that of a large view takes megabytes
        for (PageState state : PageState.values()) {
            Column column = columns.get(state);
            if (column == null) {
                unknown = unknown == null ? Column.unknown(pages, reason) : unknown;
                column = unknown;
            }
            this.columns.put(state, column);
        }
        this.shareCounts = shareCounts == null ? null : shareCounts.clone();
    }

    @Override
    public int pageCount() {
        return pages;
    }

    @Override
    public long pageSize() {
        return pageSize;
    }

    @Override
    public long offsetOf(int page) {
        return offset + Objects.checkIndex(page, pages) * pageSize;
    }

    @Override
    public Answer is(PageState state, int page) {
        Objects.checkIndex(page, pages);
        Column column = column(state);
        if (column.yes().get(page)) {
            return Answer.YES;
        }
        return column.unknown().get(page) ? Answer.UNKNOWN : Answer.NO;
    }

    @Override
    public int count(PageState state) {
        return column(state).yes().cardinality();
    }

    @Override
    public int unknown(PageState state) {
        return column(state).unknown().cardinality();
    }

    @Override
    public Optional<String> whyUnknown(PageState state) {
        Column column = column(state);
        return column.unknown().isEmpty() ? Optional.empty() : Optional.ofNullable(column.reason());
    }

    @Override
    public List<PageRange> ranges(PageState state) {
        BitSet yes = column(state).yes();
        List<PageRange> ranges = new ArrayList<>();
        for (int first = yes.nextSetBit(0); first >= 0;) {
            int end = yes.nextClearBit(first);
            ranges.add(new PageRange(first, end - first));
            first = yes.nextSetBit(end);
        }
        return List.copyOf(ranges);
    }

    @Override
    public int shareCount(int page) {
        Objects.checkIndex(page, pages);
        return shareCounts == null ? UNKNOWN_SHARE_COUNT : shareCounts[page];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(pages).append(" pages of ").append(pageSize).append(" bytes:");
        String separator = " ";
        for (PageState state : PageState.values()) {
            String name = state.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
            text.append(separator).append(name).append(' ');
            if (unknown(state) == 0) {
                text.append(count(state));
            } else if (unknown(state) == pages) {
                text.append("unknown");
            } else {
                text.append(count(state)).append(" and unknown of ").append(unknown(state));
            }
            separator = ", ";
        }
        return text.toString();
    }

    private Column column(PageState state) {
        return Objects.requireNonNull(columns.get(Objects.requireNonNull(state)));
    }
}
