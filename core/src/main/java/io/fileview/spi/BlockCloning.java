package io.fileview.spi;

import java.io.IOException;

/**
 * The optional capability of an {@link EngineFile} to become a clone of another file. The clone
 * shares each block of the other file on the disk until one of the two files changes that block.
 */
public interface BlockCloning {
    /**
     * Attempts to make this file a clone of another file. The clone has the size and the bytes that
     * the source has now. Later changes to one of the two files do not affect the other.
     *
     * <p>This file must be empty and open for writing.
     *
     * @param source the file to clone
     * @return true if this file has become a clone; false if the file system or the engine cannot
     *     clone the source, in which case this file is unchanged
     * @throws IOException if an I/O error occurs
     */
    boolean cloneFrom(EngineFile source) throws IOException;
}
