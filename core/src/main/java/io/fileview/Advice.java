package io.fileview;

/**
 * How a program is going to use a range of a view. Advice changes speed and the use of memory,
 * never what is read or written. An engine may decline it; {@link View#advise} says so.
 *
 * <p>Source: {@code madvise(2)} and {@code posix_fadvise(2)}.
 */
public enum Advice {
    /** No special pattern: what a new view has. */
    NORMAL,

    /** From front to back: read ahead far, and let pages go once they were read. */
    SEQUENTIAL,

    /** In no order: do not read ahead. */
    RANDOM,

    /** Soon: start reading now, without waiting. {@link View#prefetch()} waits. */
    WILL_NEED,

    /**
     * Not soon: the pages leave the working set of the process, and clean pages that nobody else
     * has mapped may leave the file cache. No change is lost: changed pages stay in the cache until
     * they are written. A copy-on-write view keeps its private pages. The cache lets go of a large
     * page (folio) only where all of it is in the range.
     */
    DO_NOT_NEED,

    /**
     * With huge pages, where the file system has them: fewer faults and less address translation,
     * at the price that a flush of one changed byte writes the whole huge page.
     */
    HUGE_PAGES
}
