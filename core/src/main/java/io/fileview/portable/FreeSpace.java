package io.fileview.portable;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The room that the file system of a file has left.
 *
 * @param file the path of the file
 */
record FreeSpace(Path file) {
    /**
     * Returns the number of bytes that this user can still allocate, or a larger one if it is
     * unknown.
     */
    long bytes() {
        try {
            FileStore store = Files.getFileStore(file);
            return store.getTotalSpace() == 0 ? Long.MAX_VALUE : store.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
