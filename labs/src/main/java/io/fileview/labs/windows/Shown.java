package io.fileview.labs.windows;

/** What a row of the lab shows. */
enum Shown {
    /** The promise held, and the row would have shown a broken one. */
    HELD("held"),
    /** The promise was broken, or a control was not caught. */
    BROKEN("BROKEN"),
    /** Something happened, but would have under Wine in any case. */
    NOT_SHOWN("not shown"),
    /** A figure, without a promise. */
    MEASURED("measured"),
    /** What is needed for it is not here. */
    NOT_RUN("not run");

    private final String words;

    Shown(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
