package io.fileview.pages;

/** Whether a page is in a given state. */
public enum Answer {
    /** Yes. */
    YES,

    /** No. */
    NO,

    /**
     * The operating system does not expose it, or not to this process; {@link PageMap#whyUnknown}
     * returns the reason.
     */
    UNKNOWN
}
