package io.fileview.win32;

import java.io.Serial;

/** Carries an error number up to the function, which makes it the last error. Never leaves it. */
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
