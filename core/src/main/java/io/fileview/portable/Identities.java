package io.fileview.portable;

import io.fileview.spi.FileIdentity;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Determines the identity of a file: by device and inode number or, where files have no numbers, by
 * the real path.
 */
final class Identities {
    /** Whether files have numbers, and the attribute view {@code unix} exists. */
    static final boolean NUMBERED =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /** The attributes of the view {@code unix} that identify a file. */
    static final String ATTRIBUTES = "dev,ino,creationTime,lastModifiedTime";

    private Identities() {}

    static FileIdentity of(Path path, LinkOption... links) throws IOException {
        if (!NUMBERED) {
            return FileIdentity.ofPath(path.toRealPath(links).toString());
        }
        return of(Files.readAttributes(path, "unix:" + ATTRIBUTES, links));
    }

    /** Returns the identity of the file that has the given attributes. */
    static FileIdentity of(Map<String, Object> attributes) {
        return FileIdentity.ofInode(
                device(value(attributes, "dev", Long.class)),
                value(attributes, "ino", Long.class),
                birth(
                        value(attributes, "creationTime", FileTime.class),
                        value(attributes, "lastModifiedTime", FileTime.class)));
    }

    static <T> T value(Map<String, Object> attributes, String name, Class<T> type) {
        return Objects.requireNonNull(type.cast(attributes.get(name)));
    }

    /**
     * Returns whether a path currently leads to a file.
     *
     * @throws IOException if that cannot be determined
     */
    static boolean isAt(Path path, FileIdentity file, LinkOption... links) throws IOException {
        try {
            return of(path, links).key().equals(file.key());
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    /** Splits a {@code dev_t} as {@code gnu_dev_major(3)} and {@code gnu_dev_minor(3)} do. */
    private static String device(long number) {
        long major = ((number >>> 8) & 0xfff) | ((number >>> 32) & 0xfffff000L);
        long minor = (number & 0xff) | ((number >>> 12) & 0xffffff00L);
        return major + ":" + minor;
    }

    /**
     * If the file system does not record the creation time, the JDK returns the time of the last
     * change instead.
     */
    private static long birth(FileTime creation, FileTime lastChange) {
        return creation.equals(lastChange) ? 0 : creation.to(TimeUnit.NANOSECONDS);
    }
}
