package io.fileview.pages;

/** A state of a page of a view. A page may be in several states at the same time. */
public enum PageState {
    /** The page is in memory: an access does not wait for a device. */
    RESIDENT,

    /**
     * The page is in this process's page table for the view, and counts towards its resident set.
     */
    WORKING_SET,

    /**
     * The kernel has marked the page as recently used. It marks a page some time after the access,
     * so a page without the mark is unknown if it is in memory.
     */
    REFERENCED,

    /**
     * The page has been changed since it was last written to disk, and is not being written yet.
     */
    DIRTY,

    /** The page is being written to disk. */
    WRITEBACK,

    /** The page has been locked in memory through this view. */
    LOCKED,

    /** The page has been copied on write: it is private to this view. */
    PRIVATE,

    /** More than one mapping, of this or other processes, has the page in its page table. */
    SHARED
}
