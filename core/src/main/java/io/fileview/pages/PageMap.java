package io.fileview.pages;

import java.util.List;
import java.util.Optional;

/**
 * The state of each page of a view at one moment. Other threads and processes, and the system
 * itself, may change a state at any time: a page map is a snapshot, not a guarantee. Immutable; any
 * thread may use it, even after the view has been unmapped.
 *
 * <p>Page 0 is the page that holds the first byte asked for. If the range does not start on a page
 * boundary, {@link #offsetOf offsetOf(0)} is smaller than the offset of that byte. A state that the
 * operating system does not expose is {@link Answer#UNKNOWN}, never guessed.
 *
 * <p>Engines implement this interface; a program gets page maps from {@code View.pages()}.
 */
public interface PageMap {
    /** The share count of a page whose count is not known. */
    int UNKNOWN_SHARE_COUNT = -1;

    /**
     * The number of pages in the map.
     *
     * @return pages
     */
    int pageCount();

    /**
     * The size of a page.
     *
     * @return bytes
     */
    long pageSize();

    /**
     * Where a page lies in the file.
     *
     * @param page the index of the page
     * @return the offset of its first byte in the file, in bytes
     * @throws IndexOutOfBoundsException if there is no such page
     */
    long offsetOf(int page);

    /**
     * Tells whether a page is in a state.
     *
     * @param state the state
     * @param page the index of the page
     * @return yes, no or unknown
     * @throws IndexOutOfBoundsException if there is no such page
     */
    Answer is(PageState state, int page);

    /**
     * The number of pages known to be in a state. It is a total only if {@link #unknown} is 0 for
     * the same state.
     *
     * @param state the state
     * @return pages
     */
    int count(PageState state);

    /**
     * The number of pages for which a state is not known.
     *
     * @param state the state
     * @return pages
     */
    int unknown(PageState state);

    /**
     * Why a state is not known for some pages.
     *
     * @param state the state
     * @return the reason; empty if the state is known for every page
     */
    Optional<String> whyUnknown(PageState state);

    /**
     * The runs of pages known to be in a state, in ascending order.
     *
     * @param state the state
     * @return the runs; neighbouring pages are in one run
     */
    List<PageRange> ranges(PageState state);

    /**
     * The share count of a page: how many mappings, of all processes, have the page in their page
     * tables. On Linux the kernel counts pages that are in this view's working set, and tells only
     * privileged processes ({@code /proc/kpagecount}); a page that is not in memory has a count of
     * 0.
     *
     * @param page the index of the page
     * @return the count, or {@link #UNKNOWN_SHARE_COUNT}
     * @throws IndexOutOfBoundsException if there is no such page
     */
    int shareCount(int page);
}
