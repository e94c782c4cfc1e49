package io.fileview;

/**
 * Tells the operating system how a range of a view will be used. Advice affects speed and memory
 * use, but never the contents of the view or the file. If the engine does not support an advice,
 * {@link View#advise} ignores it and returns false.
 *
 * <p>The constants are named after the advice that {@code madvise(2)} and {@code posix_fadvise(2)}
 * take.
 */
public enum Advice {
    /** No particular pattern of access is expected. This is the default for a new view. */
    NORMAL,

    /**
     * The range will be accessed sequentially, from front to back. The operating system may read
     * far ahead, and may evict pages soon after they have been accessed.
     */
    SEQUENTIAL,

    /** The range will be accessed in random order. The operating system should not read ahead. */
    RANDOM,

    /**
     * The range will be accessed soon. The operating system starts to read the range, and {@link
     * View#advise} returns without waiting for the reads. To wait for them, call {@link
     * View#prefetch()} instead.
     */
    WILL_NEED,

    /**
     * The range will not be accessed soon. No change is lost.
     *
     * <p>In a read-only or read-write view, the pages of the range leave the working set of the
     * process. Those that are clean, and that are not mapped by another view or process, are also
     * evicted from the file cache; dirty pages stay in the cache, and once they have been written,
     * the kernel may evict them like any other clean page. A large page (folio) is evicted only if
     * it lies entirely within the range.
     *
     * <p>In a copy-on-write view, the pages stay in the working set. They are only marked as the
     * first to be evicted when memory is scarce ({@code MADV_COLD}). A private page is never
     * discarded: it moves to swap space or stays in memory.
     */
    DO_NOT_NEED,

    /**
     * The range should be mapped with huge pages where the file system supports them. Huge pages
     * cause fewer page faults and TLB misses, but a flush of one changed byte writes a whole huge
     * page.
     */
    HUGE_PAGES
}
