package io.fileview.pages;

/** A state of a page of a view. A page may be in several states at the same time. */
public enum PageState {
    /** The page is in memory, so an access to it does not wait for a device. */
    RESIDENT,

    /**
     * The page is in the page table of this process for the view, and counts towards the resident
     * set of the process.
     */
    WORKING_SET,

    /**
     * The kernel has marked the page as recently used. The kernel sets the mark some time after an
     * access. Therefore this state is unknown for a page that is in memory and has no mark.
     */
    REFERENCED,

    /**
     * The page has been changed since it was last written to disk, and is not being written now.
     */
    DIRTY,

    /** The page is being written to disk. */
    WRITEBACK,

    /** The page has been locked in memory through this view. */
    LOCKED,

    /** The page has been copied on write: it is private to this view. */
    PRIVATE,

    /** The page is in the page tables of more than one mapping, of this process or others. */
    SHARED
}
