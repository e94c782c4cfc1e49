package io.fileview.win32;

/**
 * A handle that a function has created, with the error that the function sets although it succeeded.
 *
 * @param handle the handle
 * @param lastError {@code ERROR_ALREADY_EXISTS} if what was to be created existed, 0 if not
 */
record Created(Handle handle, int lastError) {
    static Created of(Handle handle, boolean existed) {
        return new Created(
                handle, existed ? WinError.ERROR_ALREADY_EXISTS : WinError.ERROR_SUCCESS);
    }
}
