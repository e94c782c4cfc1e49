package io.fileview.pages;

/** Whether a page is in a given state. */
public enum Answer {
    /** Yes. */
    YES,

    /** No. */
    NO,

    /**
     * Unknown. In most cases, the operating system does not expose the state, or does not expose it
     * to this process. {@link PageMap#whyUnknown} returns the reason.
     */
    UNKNOWN
}
