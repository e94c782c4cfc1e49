package io.fileview.pages;

import java.util.List;
import java.util.Optional;

/**
 * The states of the pages of a view. A page map is a snapshot, not a guarantee: the kernel and
 * other threads and processes may change a state at any time. Immutable and thread-safe; it remains
 * usable once the view is unmapped.
 *
 * <p>Page 0 contains the first byte of the range that was inspected, and starts before that byte
 * unless the range is page-aligned. A state that the operating system does not expose is {@link
 * Answer#UNKNOWN}, never a guess.
 *
 * <p>Engines implement this interface; programs obtain page maps from {@code View.pages()}.
 */
public interface PageMap {
    /** What {@link #shareCount} returns if the share count is unknown. */
    int UNKNOWN_SHARE_COUNT = -1;

    /** {@return the number of pages in the map} */
    int pageCount();

    /** {@return the size of a page in bytes} */
    long pageSize();

    /**
     * Returns where a page starts in the file.
     *
     * @param page the index of the page
     * @return the offset in the file of the page's first byte, in bytes
     * @throws IndexOutOfBoundsException if there is no such page
     */
    long offsetOf(int page);

    /**
     * Returns whether a page is in a state.
     *
     * @param state the state
     * @param page the index of the page
     * @return yes, no or unknown
     * @throws IndexOutOfBoundsException if there is no such page
     */
    Answer is(PageState state, int page);

    /**
     * Returns the number of pages known to be in a state. This is a lower bound, and exact if
     * {@link #unknown} returns 0 for the state.
     *
     * @param state the state
     * @return the number of pages
     */
    int count(PageState state);

    /**
     * Returns the number of pages for which a state is unknown.
     *
     * @param state the state
     * @return the number of pages
     */
    int unknown(PageState state);

    /**
     * Returns why a state is unknown for some pages.
     *
     * @param state the state
     * @return the reason; empty if the state is known for every page
     */
    Optional<String> whyUnknown(PageState state);

    /**
     * Returns the pages known to be in a state as maximal runs, in ascending order.
     *
     * @param state the state
     * @return the runs, no two of which are adjacent
     */
    List<PageRange> ranges(PageState state);

    /**
     * Returns the share count of a page: the number of mappings, of all processes, that have the
     * page in their page tables. It is 0 for a page that is not in memory. On Linux it is known for
     * pages in this view's working set: always if it is 1, and otherwise only to processes with
     * CAP_SYS_ADMIN ({@code /proc/kpagecount}).
     *
     * @param page the index of the page
     * @return the count, or {@link #UNKNOWN_SHARE_COUNT}
     * @throws IndexOutOfBoundsException if there is no such page
     */
    int shareCount(int page);
}
