package io.fileview.spi;

import java.io.IOException;

/**
 * An optional capability of an {@link EngineFile}: it can share the blocks of another file of the
 * same engine.
 */
public interface BlockCloning {
    /**
     * Makes this file a point-in-time clone of another file: this file takes the size of the other
     * one and shares its blocks.
     *
     * @param source the file to clone
     * @return true if the file has been cloned; false if the file system does not support it, in
     *     which case nothing has been changed
     * @throws IOException if an I/O error occurs
     */
    boolean cloneFrom(EngineFile source) throws IOException;
}
