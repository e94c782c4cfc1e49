package io.fileview.win32;

/**
 * A handle of an object of one {@link Kernel32}. It is only a number: the object stays open until
 * {@link Kernel32#closeHandle} is called, even if this handle is no longer reachable. On Windows it is
 * a handle of the whole process, and Windows uses the number again once it is closed.
 *
 * @param value the number, as Windows would show it
 */
public record Handle(long value) {
    /**
     * The handle that {@code CreateFile} returns if it fails, and that means memory without a file
     * in {@code CreateFileMapping}.
     */
    public static final Handle INVALID_HANDLE_VALUE = new Handle(-1);

    /**
     * Returns the handle in hexadecimal.
     *
     * @return for example {@code handle 0x5c}
     */
    @Override
    public String toString() {
        return "handle 0x" + Long.toHexString(value);
    }
}
