package io.fileview.win32;

import java.io.Serial;

/**
 * Carries an error code up to the public function, which sets it as the last error. It never
 * escapes to the caller.
 */
final class Win32Failure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int error;

    Win32Failure(int error) {
        super("Win32 error " + error, null, false, false);
        this.error = error;
    }

    int error() {
        return error;
    }
}
