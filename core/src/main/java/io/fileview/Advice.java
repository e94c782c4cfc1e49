package io.fileview;

/**
 * How a range of a view will be used. Advice affects speed and memory use, never what is read or
 * written. An engine may ignore it; {@link View#advise} then returns false.
 *
 * <p>Source: {@code madvise(2)} and {@code posix_fadvise(2)}.
 */
public enum Advice {
    /** No particular pattern: the default of a new view. */
    NORMAL,

    /**
     * Sequential access, from front to back: read ahead aggressively; pages may be evicted early.
     */
    SEQUENTIAL,

    /** Random access: do not read ahead. */
    RANDOM,

    /**
     * Access in the near future: start reading the range now, without waiting for it. To wait, call
     * {@link View#prefetch()}.
     */
    WILL_NEED,

    /**
     * No access in the near future. The pages leave the process's working set, and clean pages that
     * no other process has mapped are evicted from the file cache. The pages of a copy-on-write
     * view are only marked as the first to be reclaimed ({@code MADV_COLD}). No change is lost:
     * dirty pages stay in the cache until they are written. A large page (folio) is evicted only if
     * it lies entirely within the range.
     */
    DO_NOT_NEED,

    /**
     * Use huge pages where the file system supports them: fewer page faults and TLB misses, but
     * flushing one changed byte writes a whole huge page.
     */
    HUGE_PAGES
}
