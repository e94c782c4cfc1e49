package io.fileview.win32;

import java.io.Serial;

/** A step would meet memory that belongs to something else in this process. */
final class ForeignMemoryException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ForeignMemoryException(String message) {
        super(message);
    }
}
