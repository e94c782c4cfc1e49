package io.fileview.spi;

import java.io.IOException;

/**
 * An optional capability of an {@link EngineFile}: sharing the blocks of another file of the same
 * engine.
 */
public interface BlockCloning {
    /**
     * Makes this file a point-in-time clone of another one, whose size it takes and whose blocks it
     * shares.
     *
     * @param source the file to clone
     * @return true if the file has been cloned; false if the file system does not support it, in
     *     which case nothing has been changed
     * @throws IOException if an I/O error occurs
     */
    boolean cloneFrom(EngineFile source) throws IOException;
}
