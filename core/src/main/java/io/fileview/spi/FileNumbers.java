package io.fileview.spi;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Looks up the numbers of files by their paths. The engine that may call the operating system provides
 * this on systems where the JDK exposes no numbers, so that both engines identify a file alike.
 */
public interface FileNumbers {
    /**
     * Returns what a path leads to.
     *
     * @param path a path of the default file system
     * @param follow false to look at a symbolic link itself
     * @return the identity, with a number if the file system has numbers; the size; the number of
     *     links, if known
     * @throws java.nio.file.NoSuchFileException if there is nothing at the path
     * @throws IOException if it cannot be looked up
     */
    FileStatus lookUp(Path path, boolean follow) throws IOException;
}
