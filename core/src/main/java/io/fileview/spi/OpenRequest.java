package io.fileview.spi;

import io.fileview.Protection;

/**
 * A request to open or create a file.
 *
 * @param protection how the file may be accessed; only with {@link Protection#READ_WRITE} may the
 *     file be written to, resized and mapped with that protection
 * @param creation whether to create the file
 * @param ownerOnly true if only the owner may open a file that is created; has no effect if the
 *     operating system does not support POSIX file permissions
 */
public record OpenRequest(Protection protection, Creation creation, boolean ownerOnly) {
    /** Whether opening a file creates it. */
    public enum Creation {
        /** Opens an existing file. Opening fails if the file does not exist. */
        EXISTING,
        /** Opens the file if it exists, and creates it otherwise. */
        CREATE,
        /** Creates a new file. Opening fails if the file already exists. */
        CREATE_NEW
    }

    /**
     * Creates a request to open an existing file.
     *
     * @param protection how the file may be accessed
     * @return the request
     */
    public static OpenRequest existing(Protection protection) {
        return new OpenRequest(protection, Creation.EXISTING, false);
    }
}
