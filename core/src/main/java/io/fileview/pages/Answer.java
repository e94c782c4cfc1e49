package io.fileview.pages;

/** What is known about a page. */
public enum Answer {
    /** Yes. */
    YES,

    /** No. */
    NO,

    /**
     * The OS does not expose it, or not to this process; {@link PageMap#whyUnknown} gives the
     * reason.
     */
    UNKNOWN
}
