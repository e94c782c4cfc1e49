package io.fileview.cli;

import java.io.Serial;

/** Whoever read the output has had enough, as {@code head} does. Nothing went wrong. */
final class OutputGone extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    OutputGone(Throwable cause) {
        super("the reader of the output has closed it", cause);
    }
}
