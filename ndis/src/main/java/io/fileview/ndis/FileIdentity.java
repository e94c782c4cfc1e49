package io.fileview.ndis;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Identifies a file independently of its names: by device and inode if the system has them, else by
 * its real path. Valid only while the file is open, because inode numbers are reused.
 */
record FileIdentity(Object key) {
    static FileIdentity of(BasicFileAttributes attributes, Path realPath) {
        Object key = attributes.fileKey();
        return new FileIdentity(key == null ? realPath : key);
    }
}
