package io.fileview.spi;

import java.io.IOException;

/** An ability of an {@link EngineFile}: to share the blocks of another file of the same engine. */
public interface BlockCloning {
    /**
     * Makes the file share all blocks of another, with its size and content at one moment.
     *
     * @param source the other file
     * @return false if the file system cannot; nothing has been changed then
     * @throws IOException if it failed otherwise
     */
    boolean cloneFrom(EngineFile source) throws IOException;
}
