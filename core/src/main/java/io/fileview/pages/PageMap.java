package io.fileview.pages;

import java.util.List;
import java.util.Optional;

/**
 * The states of the pages of a view. A page map is a snapshot, not a guarantee: the kernel and
 * other threads and processes may change a state at any time. A page map is immutable and
 * thread-safe, and remains usable after the view has been unmapped.
 *
 * <p>Page 0 is the page that contains the first byte of the inspected range. It starts before that
 * byte unless the range is page-aligned. A state that the operating system does not expose is
 * reported as {@link Answer#UNKNOWN} and never guessed.
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
     * Returns whether a page is in the given state.
     *
     * @param state the state
     * @param page the index of the page
     * @return yes, no or unknown
     * @throws IndexOutOfBoundsException if there is no such page
     */
    Answer is(PageState state, int page);

    /**
     * Returns the number of pages known to be in the given state. The number is exact if {@link
     * #unknown} returns 0 for the state; otherwise it is a lower bound.
     *
     * @param state the state
     * @return the number of pages
     */
    int count(PageState state);

    /**
     * Returns the number of pages for which it is unknown whether they are in the given state.
     *
     * @param state the state
     * @return the number of pages
     */
    int unknown(PageState state);

    /**
     * Returns why it is unknown for some pages whether they are in the given state.
     *
     * @param state the state
     * @return the reason; empty if the state is known for every page
     */
    Optional<String> whyUnknown(PageState state);

    /**
     * Returns the pages known to be in the given state. Consecutive pages form one run, and the
     * runs are in ascending order.
     *
     * @param state the state
     * @return the runs, no two of which are adjacent
     */
    List<PageRange> ranges(PageState state);

    /**
     * Returns the share count of a page: the number of mappings, of all processes, that have the
     * page in their page tables. The count is 0 for a page that is not in memory. On Linux, a count
     * of 1 is known for pages in the working set of this view. A larger count is known only to a
     * process with CAP_SYS_ADMIN, because only such a process can read it from {@code
     * /proc/kpagecount}.
     *
     * @param page the index of the page
     * @return the count, or {@link #UNKNOWN_SHARE_COUNT}
     * @throws IndexOutOfBoundsException if there is no such page
     */
    int shareCount(int page);
}
