package io.fileview;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of each page of a view at one moment. Other threads and processes, and the system
 * itself, may change it at once: a page map is evidence, not a promise. Immutable, and free to be
 * used by any thread after the view has gone.
 *
 * <p>Page 0 is the page that holds the first byte asked for; where the range does not start on a
 * page boundary, {@link #offsetOf} of page 0 is smaller than the offset of that byte. A state that
 * the system does not tell is {@link Answer#UNKNOWN}, never guessed.
 */
public final class PageMap {
    /** The share count of a page whose count is not known. */
    public static final int UNKNOWN_SHARE_COUNT = -1;

    private final long offset;
    private final long pageSize;
    private final int pages;
    private final Map<PageState, Column> columns;
    private final int @Nullable [] shareCounts;

    /**
     * What is known of one state.
     *
     * @param yes the pages that are in the state
     * @param unknown the pages of which it is not known; none of them is in {@code yes}
     * @param reason why it is not known, or null where every page is known
     */
    public record Column(BitSet yes, BitSet unknown, @Nullable String reason) {
        /**
         * A state known of no page.
         *
         * @param pages how many pages there are
         * @param reason why it is not known
         * @return the column
         */
        public static Column unknown(int pages, String reason) {
            BitSet all = new BitSet(pages);
            all.set(0, pages);
            return new Column(new BitSet(), all, Objects.requireNonNull(reason));
        }

        /**
         * A state known of every page.
         *
         * @param yes the pages that are in the state
         * @return the column
         */
        public static Column known(BitSet yes) {
            return new Column(yes, new BitSet(), null);
        }
    }

    /**
     * Made by an engine; a program gets page maps from {@link View#pages()}.
     *
     * @param offset the offset in the file of the first byte of page 0
     * @param pageSize the size of a page in bytes
     * @param pages how many pages
     * @param columns what is known of each state; a state left out is unknown
     * @param shareCounts how many mappings have each page, {@link #UNKNOWN_SHARE_COUNT} where that
     *     is not known; or null where it is known of none
     */
    public PageMap(
            long offset,
            long pageSize,
            int pages,
            Map<PageState, Column> columns,
            int @Nullable [] shareCounts) {
        this.offset = offset;
        this.pageSize = pageSize;
        this.pages = pages;
        this.columns = new EnumMap<>(PageState.class);
        for (PageState state : PageState.values()) {
            Column column = columns.get(state);
            this.columns.put(
                    state,
                    column != null ? column : Column.unknown(pages, "this engine cannot see it"));
        }
        this.shareCounts = shareCounts == null ? null : shareCounts.clone();
    }

    /**
     * How many pages the map has.
     *
     * @return pages
     */
    public int pageCount() {
        return pages;
    }

    /**
     * The size of a page.
     *
     * @return bytes
     */
    public long pageSize() {
        return pageSize;
    }

    /**
     * Where a page lies in the file.
     *
     * @param page the index of the page
     * @return the offset of its first byte in the file
     * @throws IndexOutOfBoundsException if there is no such page
     */
    public long offsetOf(int page) {
        return offset + Objects.checkIndex(page, pages) * pageSize;
    }

    /**
     * Tells whether a page is in a state.
     *
     * @param state the state
     * @param page the index of the page
     * @return yes, no or unknown
     * @throws IndexOutOfBoundsException if there is no such page
     */
    public Answer is(PageState state, int page) {
        Objects.checkIndex(page, pages);
        Column column = column(state);
        if (column.yes().get(page)) {
            return Answer.YES;
        }
        return column.unknown().get(page) ? Answer.UNKNOWN : Answer.NO;
    }

    /**
     * How many pages are known to be in a state. Look at {@link #unknown} too before calling the
     * figure a total.
     *
     * @param state the state
     * @return pages
     */
    public int count(PageState state) {
        return column(state).yes().cardinality();
    }

    /**
     * Of how many pages a state is not known.
     *
     * @param state the state
     * @return pages
     */
    public int unknown(PageState state) {
        return column(state).unknown().cardinality();
    }

    /**
     * Why a state is not known of some pages.
     *
     * @param state the state
     * @return the reason, in words; empty where the state is known of every page
     */
    public Optional<String> whyUnknown(PageState state) {
        Column column = column(state);
        return column.unknown().isEmpty() ? Optional.empty() : Optional.ofNullable(column.reason());
    }

    /**
     * The runs of pages known to be in a state, from front to back.
     *
     * @param state the state
     * @return the runs; neighbouring pages are in one run
     */
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

    /**
     * How many mappings, of all processes, have the page in their page tables: the share count.
     * Counted by the kernel for pages in this view's working set, and told to privileged processes
     * only ({@code /proc/kpagecount}); a page that is not in memory has the count 0.
     *
     * @param page the index of the page
     * @return the count, or {@link #UNKNOWN_SHARE_COUNT}
     * @throws IndexOutOfBoundsException if there is no such page
     */
    public int shareCount(int page) {
        Objects.checkIndex(page, pages);
        return shareCounts == null ? UNKNOWN_SHARE_COUNT : shareCounts[page];
    }

    /**
     * The counts of all states in one line.
     *
     * @return for example {@code 16 pages of 4096 bytes: resident 4, dirty unknown}
     */
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
