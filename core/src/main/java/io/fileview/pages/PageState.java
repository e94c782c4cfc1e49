package io.fileview.pages;

/** A state of a page of a view. A page may be in several states at the same time. */
public enum PageState {
    /** The page is in memory, so reading it does not wait for a device. */
    RESIDENT,

    /**
     * The page is in the working set of this process through the inspected view: the process's page
     * table refers to the page at the view's addresses. Such a page counts towards the resident set
     * of the process. A page can be in memory without being in the working set, for example if it
     * has been read through another view only.
     */
    WORKING_SET,

    /**
     * The page has been used recently. The answer is yes if the kernel has marked the page as
     * referenced, and no if the page is not in memory. For a page in memory without the mark, the
     * answer is {@link Answer#UNKNOWN}, because the kernel sets the mark only some time after an
     * access. On Linux, only a process with CAP_SYS_ADMIN can see the marks, and only those of
     * pages in the {@linkplain #WORKING_SET working set}.
     */
    REFERENCED,

    /**
     * The page in the file cache has been changed since the kernel last started to write it to
     * disk. A page that is changed again while it is being written is in this state and in {@link
     * #WRITEBACK}. A {@link #PRIVATE} page is in neither, because it is never written to the file.
     */
    DIRTY,

    /** The kernel is writing the page from the file cache to disk. */
    WRITEBACK,

    /** The page has been locked in memory through this view. */
    LOCKED,

    /**
     * The page has been copied on write: the copy-on-write view shows a private copy of the page,
     * and not the page of the file. Overlapping views of one {@code CommitMapping} share their
     * private copies.
     */
    PRIVATE,

    /**
     * More than one page-table entry refers to the page or, if it is private, to the private copy.
     * The entries may belong to other processes, or to other views in this process. On Linux, this
     * state is unknown for a page that is in memory but not in the {@linkplain #WORKING_SET working
     * set}.
     */
    SHARED
}
