package io.fileview.cli;

import io.fileview.linux.CountedPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of a directory is.
 *
 * @param isRegular whether it is a regular file
 * @param isDirectory whether it is a directory
 * @param isOther whether it is, or is also, something else, as junctions of Windows are
 * @param links how many names it has; 0 if that is unknown
 * @param id its identity, or null if the system has none
 * @param key what is equal for every name of the file, or null if the system has no such thing
 */
record FileEntry(
        boolean isRegular,
        boolean isDirectory,
        boolean isOther,
        int links,
        @Nullable FileId id,
        @Nullable Object key) {
    private static final String ATTRIBUTES = "unix:dev,ino,nlink,isRegularFile,isDirectory";

    static FileEntry of(Path path, LinkOption... options) throws IOException {
        Map<String, Object> numbers;
        try {
            numbers = Files.readAttributes(path, ATTRIBUTES, options);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return withoutNumbers(path, options);
        }
        FileId id = FileId.of(numbers);
        return new FileEntry(
                Boolean.TRUE.equals(numbers.get("isRegularFile")),
                Boolean.TRUE.equals(numbers.get("isDirectory")),
                false,
                numbers.get("nlink") instanceof Integer links ? links : 0,
                id,
                id);
    }

    /** What an open entry is. */
    static FileEntry of(CountedPages open) {
        FileId id = FileId.of(open.device(), open.inode());
        int links = (int) Math.min(open.links(), Integer.MAX_VALUE);
        return new FileEntry(open.isRegular(), open.isDirectory(), false, links, id, id);
    }

    private static FileEntry withoutNumbers(Path path, LinkOption... options)
            throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, options);
        return new FileEntry(
                attributes.isRegularFile(),
                attributes.isDirectory(),
                attributes.isOther(),
                0,
                null,
                attributes.fileKey());
    }
}
