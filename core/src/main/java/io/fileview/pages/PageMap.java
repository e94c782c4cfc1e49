package io.fileview.pages;

import java.util.List;
import java.util.Optional;

/**
 * The states of the pages of a range of a view. A page map is a snapshot, not a guarantee: the
 * kernel and other threads and processes may change a state at any time. A page map is immutable
 * and thread-safe, and remains usable after the view has been unmapped.
 *
 * <p>Pages are numbered from 0. Page 0 contains the first byte of the inspected range, and starts
 * before that byte unless the range starts at a page boundary.
 *
 * <p>States are never guessed: if it cannot be determined whether a page is in a state, the answer
 * is {@link Answer#UNKNOWN}.
 *
 * <p>Engines implement this interface; programs obtain page maps from {@code View.pages()}.
 */
public interface PageMap {
    /** What {@link #shareCount} returns if the share count is unknown. */
    int UNKNOWN_SHARE_COUNT = -1;

    /** {@return the number of pages in the map; 0 if the inspected range was empty} */
    int pageCount();

    /** {@return the size of a page in bytes} */
    long pageSize();

    /**
     * Returns the offset at which a page starts in the file.
     *
     * @param page the index of the page
     * @return the offset of the page's first byte, in bytes from the start of the file
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
     * Returns the number of pages known to be in the given state: those for which {@link #is}
     * returns {@link Answer#YES}. If {@link #unknown} returns 0 for the state, this is the number
     * of all pages in the state; otherwise it is a lower bound.
     *
     * @param state the state
     * @return the number of pages
     */
    int count(PageState state);

    /**
     * Returns the number of pages for which {@link #is} returns {@link Answer#UNKNOWN} for the
     * given state.
     *
     * @param state the state
     * @return the number of pages
     */
    int unknown(PageState state);

    /**
     * Returns the reason why {@link #is} returns {@link Answer#UNKNOWN} for the given state. A page
     * map has at most one reason for each state. The reason applies to all pages for which the
     * state is unknown.
     *
     * @param state the state
     * @return the reason; empty if the state is known for every page
     */
    Optional<String> whyUnknown(PageState state);

    /**
     * Returns the pages known to be in the given state, as runs of consecutive pages. Each run is
     * as long as possible, so no two runs are adjacent.
     *
     * @param state the state
     * @return the runs, in ascending order
     */
    List<PageRange> ranges(PageState state);

    /**
     * Returns the share count of a page: the number of page-table entries, of all processes, that
     * refer to the page. Two views of one process through which the page has been accessed count as
     * two. For a {@linkplain PageState#PRIVATE private} page, the entries that refer to the private
     * copy are counted. The count of a page that is not in memory is 0.
     *
     * <p>The Linux engine determines the count as follows. For a page in the {@linkplain
     * PageState#WORKING_SET working set} of this view, the kernel tells every process whether the
     * count is 1. A count of 2 or more is known only to a process with CAP_SYS_ADMIN, which may
     * read {@code /proc/kpagecount}; for other processes it is unknown. The kernel counts the mappings
     * of all processes, including those of other PID namespaces, which {@code /proc} does not list. For a page that is in
     * memory but not in the working set of this view, the count is always unknown. Engines that
     * cannot observe page states know no counts.
     *
     * @param page the index of the page
     * @return the count, or {@link #UNKNOWN_SHARE_COUNT}
     * @throws IndexOutOfBoundsException if there is no such page
     */
    int shareCount(int page);
}
