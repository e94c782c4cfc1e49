package io.fileview.windows;

/**
 * An open handle of a file, with properties that do not change while it is open.
 *
 * @param value the handle
 * @param name the name of the file for messages
 * @param isWritable whether it was opened for writing
 */
record WindowsHandle(long value, String name, boolean isWritable) {
    private static final WindowsFunction CLOSE_HANDLE = WindowsFunction.of("CloseHandle");

    /** Closes the handle. Nothing that can fail here concerns the file. */
    void close() {
        close(value);
    }

    /** Closes a handle of any kind. */
    static void close(long handle) {
        CLOSE_HANDLE.call(handle);
    }
}
