package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a file was last written. The system may not tell of a write that had begun before, nor of
 * changes through a mapping to pages that were dirty before.
 *
 * @param path where it was looked at
 * @param key what tells the file from others; null if the system has no such thing
 * @param time when it was last written
 */
record WriteTime(Path path, @Nullable Object key, FileTime time) {
    static WriteTime of(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new WriteTime(path, attributes.fileKey(), attributes.lastModifiedTime());
    }

    /** Whether the file has been written since. If its path leads elsewhere now, that is unknown. */
    boolean isOver() {
        try {
            WriteTime now = of(path);
            return Objects.equals(key, now.key) && !time.equals(now.time);
        } catch (IOException unknown) {
            return false;
        }
    }
}
