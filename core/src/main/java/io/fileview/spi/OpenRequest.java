package io.fileview.spi;

import io.fileview.Protection;

/**
 * How to open a file.
 *
 * @param protection what views of the file may do; {@link Protection#READ_WRITE} also allows {@link
 *     EngineFile#write} and changes of the size
 * @param creation what to do if the file does or does not exist
 * @param ownerOnly true to give permissions on a file that is created to its owner alone
 */
public record OpenRequest(Protection protection, Creation creation, boolean ownerOnly) {
    /** What to do if a file does or does not exist. */
    public enum Creation {
        /** The file must exist. */
        EXISTING,
        /** The file is created if it does not exist. */
        CREATE,
        /** The file is created and must not exist before. */
        CREATE_NEW
    }

    /**
     * A request to open a file that exists.
     *
     * @param protection what views of the file may do
     * @return the request
     */
    public static OpenRequest existing(Protection protection) {
        return new OpenRequest(protection, Creation.EXISTING, false);
    }
}
