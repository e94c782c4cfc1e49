package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file whose uses are looked for. A block device is the same one whatever node leads to it.
 *
 * @param id the file, or the node of the device
 * @param device the number of the device; null if the file is none
 */
record SoughtFile(FileId id, @Nullable Long device) {
    private static final String ATTRIBUTES = "unix:dev,ino,rdev,mode";
    private static final int KIND = 0170000;
    private static final int BLOCK_DEVICE = 0060000;

    /** The file at a path; null if the system has no such numbers. */
    static @Nullable SoughtFile of(Path path) throws IOException {
        Map<String, Object> numbers;
        try {
            numbers = Files.readAttributes(path, ATTRIBUTES);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
        FileId id = FileId.of(numbers);
        return id == null ? null : new SoughtFile(id, device(numbers));
    }

    private static @Nullable Long device(Map<String, Object> numbers) {
        return numbers.get("mode") instanceof Integer mode
                && (mode & KIND) == BLOCK_DEVICE
                && numbers.get("rdev") instanceof Long number
                        ? Long.valueOf(FileId.packed(number))
                        : null;
    }

    /** Whether an open file with this inode number, which may be unknown, may be this one. */
    boolean mayHave(@Nullable Long inode) {
        return inode == null || device != null || inode == id.inode();
    }

    /** Whether a path leads to this file. */
    boolean isAt(Path path) throws IOException {
        SoughtFile other = of(path);
        return other != null
                && (id.equals(other.id) || (device != null && device.equals(other.device)));
    }

    /** As {@code MAJOR:MINOR}; empty for a file that is no device. */
    String deviceText() {
        return device == null ? "" : FileId.volume(device);
    }
}
