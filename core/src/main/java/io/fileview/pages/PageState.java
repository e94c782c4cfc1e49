package io.fileview.pages;

/** What can be asked about a page of a view. */
public enum PageState {
    /** The page is in memory: an access to it waits for no device. */
    RESIDENT,

    /** The page is in this view's page table: it counts in the process's resident set. */
    WORKING_SET,

    /**
     * The system has marked the page as used. It marks pages some time after their use, so a page
     * that is in memory and not marked is unknown.
     */
    REFERENCED,

    /** The page differs from the file on disk and is not being written yet. */
    DIRTY,

    /** The page is being written to disk at this moment. */
    WRITEBACK,

    /** The page has been locked in memory through this view. */
    LOCKED,

    /** The page has been copied on write and belongs to this view alone. */
    PRIVATE,

    /** More than one mapping, of this or another process, has the page in its page table. */
    SHARED
}
