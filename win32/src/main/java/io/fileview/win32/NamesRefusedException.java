package io.fileview.win32;

import java.io.IOException;
import java.io.Serial;

/**
 * Names cannot be used now: their directory is not safe, or others hold its lock. The message goes
 * to the log, because a Win32 error code cannot name the file.
 */
final class NamesRefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int error;

    NamesRefusedException(int error, String message) {
        super(message);
        this.error = error;
    }

    int error() {
        return error;
    }
}
