package io.fileview.spi;

import io.fileview.Protection;

/**
 * How to open a file.
 *
 * @param protection how views may access the file; {@link Protection#READ_WRITE} also permits
 *     {@link EngineFile#write} and changes of the size
 * @param creation whether to create the file
 * @param ownerOnly true if only the owner may access a file that is created
 */
public record OpenRequest(Protection protection, Creation creation, boolean ownerOnly) {
    /** Whether to create a file. */
    public enum Creation {
        /** The file must exist. */
        EXISTING,
        /** The file is created if it does not exist. */
        CREATE,
        /** The file is created, and must not exist. */
        CREATE_NEW
    }

    /**
     * Creates a request to open an existing file.
     *
     * @param protection how views may access the file
     * @return the request
     */
    public static OpenRequest existing(Protection protection) {
        return new OpenRequest(protection, Creation.EXISTING, false);
    }
}
