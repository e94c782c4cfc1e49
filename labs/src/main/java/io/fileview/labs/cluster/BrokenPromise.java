package io.fileview.labs.cluster;

import java.io.Serial;

/** A promise was broken: its cell of the table fails. */
final class BrokenPromise extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private BrokenPromise(String words) {
        super(words);
    }

    static void unless(boolean held, String otherwise) {
        if (!held) {
            throw new BrokenPromise(otherwise);
        }
    }
}
