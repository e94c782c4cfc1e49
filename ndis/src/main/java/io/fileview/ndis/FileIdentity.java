package io.fileview.ndis;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Which file it is, whatever names it has: device and inode where the system tells, else the real
 * path. Holds as long as the file is open, because an inode number is given out again after that.
 */
record FileIdentity(Object key) {
    static FileIdentity of(BasicFileAttributes attributes, Path realPath) {
        Object key = attributes.fileKey();
        return new FileIdentity(key == null ? realPath : key);
    }
}
