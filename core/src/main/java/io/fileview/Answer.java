package io.fileview;

/** An answer of the system about a page. */
public enum Answer {
    /** It is so. */
    YES,

    /** It is not so. */
    NO,

    /** The system cannot tell, or not this program; {@link PageMap#whyUnknown} says why. */
    UNKNOWN
}
