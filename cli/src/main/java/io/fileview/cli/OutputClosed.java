package io.fileview.cli;

import java.io.Serial;

/** The reader of the output has closed it, as {@code head} does. This is not a failure. */
final class OutputClosed extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    OutputClosed(Throwable cause) {
        super("the reader of the output has closed it", cause);
    }
}
