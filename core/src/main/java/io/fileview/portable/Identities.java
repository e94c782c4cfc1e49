package io.fileview.portable;

import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileNumbers;
import io.fileview.spi.FileStatus;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Determines the identity of a file: by device and inode number; where the JDK knows no numbers,
 * by those that {@link FileNumbers} looks up or, without, by the real path.
 */
final class Identities {
    /** Whether files have numbers, and the attribute view {@code unix} exists. */
    static final boolean NUMBERED =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /** The attributes of the view {@code unix} that identify a file. */
    static final String ATTRIBUTES = "dev,ino,creationTime,lastModifiedTime";

    /** Looks up numbers where the JDK does not; null if nothing can. */
    private static volatile @Nullable FileNumbers numbers;

    private Identities() {}

    static void lookUpBy(FileNumbers other) {
        numbers = other;
    }

    static FileIdentity of(Path path, LinkOption... links) throws IOException {
        if (!NUMBERED) {
            Optional<FileStatus> told = lookUp(path, links);
            return told.isPresent()
                    ? told.get().identity()
                    : FileIdentity.ofPath(path.toRealPath(links).toString());
        }
        return of(path, Files.readAttributes(path, "unix:" + ATTRIBUTES, links));
    }

    /** Returns what is told without the JDK; empty if nothing is. */
    static Optional<FileStatus> lookUp(Path path, LinkOption... links) throws IOException {
        FileNumbers lookup = numbers;
        return lookup == null
                ? Optional.empty()
                : Optional.of(lookup.lookUp(path, links.length == 0));
    }

    /** Returns the identity of the file at a path that has the given attributes. */
    static FileIdentity of(Path path, Map<String, Object> attributes) {
        long device = value(attributes, "dev", Long.class);
        FileTime creation = value(attributes, "creationTime", FileTime.class);
        boolean isKnown = isCreationTime(attributes) || recordsCreation(path, device);
        return FileIdentity.ofInode(
                device(device),
                value(attributes, "ino", Long.class),
                isKnown ? creation.to(TimeUnit.NANOSECONDS) : 0);
    }

    /**
     * If the file system does not record the creation time, the JDK returns the time of the last
     * change instead.
     */
    private static boolean isCreationTime(Map<String, Object> attributes) {
        return !value(attributes, "creationTime", FileTime.class)
                .equals(value(attributes, "lastModifiedTime", FileTime.class));
    }

    /**
     * A file that has not changed since it was created has equal times on any file system. One of
     * the directories that lead to it has other ones if its file system records them.
     */
    private static boolean recordsCreation(Path path, long device) {
        try {
            Path above = path.toAbsolutePath().getParent();
            for (; above != null; above = above.getParent()) {
                Map<String, Object> attributes =
                        Files.readAttributes(above, "unix:" + ATTRIBUTES);
                if (value(attributes, "dev", Long.class) != device) {
                    return false;
                }
                if (isCreationTime(attributes)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // A directory that may not be searched: the creation time stays unknown.
        }
        return false;
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
}
