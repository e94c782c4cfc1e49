package io.fileview.portable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The identity of a file, however it is named.
 *
 * @param id device and inode, or the real path where the file system has no such key
 */
record FileKey(Object id) {
    static FileKey of(Path path) throws IOException {
        Object id = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return new FileKey(id != null ? id : path.toRealPath());
    }

    /** Tells whether a path leads to this file now. */
    boolean isAt(Path path) {
        try {
            return equals(of(path));
        } catch (IOException e) {
            return false;
        }
    }
}
