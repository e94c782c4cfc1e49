package io.fileview.win32;

/**
 * A handle of an object of one {@link Kernel32}. It holds nothing by itself: {@link
 * Kernel32#closeHandle} closes.
 *
 * @param value the number, as Windows would show it
 */
public record Handle(long value) {
    /** What {@code CreateFile} returns when it fails, and stands for the page file in {@code CreateFileMapping}. */
    public static final Handle INVALID_HANDLE_VALUE = new Handle(-1);

    /**
     * Shows the handle.
     *
     * @return for example {@code handle 0x5c}
     */
    @Override
    public String toString() {
        return "handle 0x" + Long.toHexString(value);
    }
}
