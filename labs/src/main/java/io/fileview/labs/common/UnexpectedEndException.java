package io.fileview.labs.common;

import java.io.IOException;

/**
 * A program under test ended in a way that no lab provokes: it crashed, or failed although nothing was
 * wrong with its disk. The lab has failed, and cannot go on.
 */
public final class UnexpectedEndException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which program ended, where, and what it printed last
     */
    public UnexpectedEndException(String message) {
        super(message);
    }
}
