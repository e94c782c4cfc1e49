package io.fileview.labs.common;

import java.io.IOException;

/** A lab cannot run on this machine. */
public final class CannotRunException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what is missing and what to do about it
     */
    public CannotRunException(String message) {
        super(message);
    }
}
