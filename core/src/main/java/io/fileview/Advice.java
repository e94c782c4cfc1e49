package io.fileview;

/**
 * Tells the operating system how a range of a view will be used. Advice affects speed and memory
 * use, but never which bytes are read or written. If an engine ignores the advice, {@link
 * View#advise} returns false.
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
     * The range will be accessed soon. The operating system starts to read the range, and the
     * program does not wait for the reads. To wait for them, call {@link View#prefetch()} instead.
     */
    WILL_NEED,

    /**
     * The range will not be accessed soon. Its pages leave the working set of the process, and
     * those that are clean and that no other process has mapped are evicted from the file cache.
     * The pages of a copy-on-write view are not evicted immediately, but only marked as the first
     * to be evicted when memory is scarce ({@code MADV_COLD}). No change is lost, because dirty
     * pages stay in the cache until they have been written. A large page (folio) is evicted only if
     * it lies entirely within the range.
     */
    DO_NOT_NEED,

    /**
     * The range should be mapped with huge pages where the file system supports them. Huge pages
     * cause fewer page faults and TLB misses, but a flush of one changed byte writes a whole huge
     * page.
     */
    HUGE_PAGES
}
