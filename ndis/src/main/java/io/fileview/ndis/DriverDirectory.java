package io.fileview.ndis;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which names are looked up. No name can escape from it: a name is compared with
 * the entries of the directory and is never appended to a path, and the target of a link is opened
 * one directory at a time without following links that have been put there meanwhile.
 */
final class DriverDirectory {
    private static final Set<OpenOption> TO_READ =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path directory;

    DriverDirectory(Path directory) {
        this.directory = directory;
    }

    /** An open file. The caller closes the channel. */
    record Opened(SeekableByteChannel channel, FileIdentity identity) {}

    /**
     * Opens a file for reading.
     *
     * @throws NoSuchFileException if no entry has the name, or the entry leads out of the directory
     * @throws IOException if the entry is not a file that can be read
     */
    Opened open(String name) throws IOException {
        Path root = directory.toRealPath();
        Path file = entry(root, name).toRealPath();
        if (!file.startsWith(root)) {
            throw new NoSuchFileException(
                    name, null, "it leads out of the driver directory " + directory
                            + "; put the file there");
        }
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            if (folder instanceof SecureDirectoryStream<Path> secure) {
                return descend(secure, root.relativize(file), file);
            }
        }
        return verified(
                file,
                () -> Files.readAttributes(
                        file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS),
                () -> Files.newByteChannel(file, TO_READ));
    }

    private Path entry(Path root, String name) throws IOException {
        if (!isPlain(name)) {
            throw new NoSuchFileException(
                    name, null, "it is not a plain file name in " + directory
                            + "; give a name without a path");
        }
        Path found = null;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                String entryName = entry.getFileName().toString();
                if (entryName.equals(name)) {
                    return entry;
                }
                if (equalsIgnoringCase(entryName, name) && isFirst(entryName, found)) {
                    found = entry;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (found == null) {
            throw new NoSuchFileException(name, null,
                    "no entry of " + directory + " has this name; put the file there");
        }
        return found;
    }

    /** Of several names that differ only in case, always the same one is chosen. */
    private static boolean isFirst(String entryName, @Nullable Path found) {
        return found == null || entryName.compareTo(found.getFileName().toString()) < 0;
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c == 0);
    }

    private static boolean equalsIgnoringCase(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (upper(a.charAt(i)) != upper(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** One UTF-16 unit at a time, as NTFS does; no other letter is equal to an ASCII letter. */
    private static char upper(char c) {
        char upper = Character.toUpperCase(c);
        return c >= 0x80 && upper < 0x80 ? c : upper;
    }

    private static Opened descend(SecureDirectoryStream<Path> folder, Path relative, Path file)
            throws IOException {
        Path next = relative.getName(0);
        if (relative.getNameCount() == 1) {
            BasicFileAttributeView view =
                    folder.getFileAttributeView(
                            next, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            return verified(
                    file, view::readAttributes, () -> folder.newByteChannel(next, TO_READ));
        }
        try (SecureDirectoryStream<Path> inner =
                folder.newDirectoryStream(next, LinkOption.NOFOLLOW_LINKS)) {
            return descend(inner, relative.subpath(1, relative.getNameCount()), file);
        }
    }

    private interface Attributes {
        BasicFileAttributes now() throws IOException;
    }

    private interface Opening {
        SeekableByteChannel open() throws IOException;
    }

    /**
     * Checks before opening, because opening a pipe would block, and after, for a replaced file.
     */
    private static Opened verified(Path file, Attributes attributes, Opening opening)
            throws IOException {
        BasicFileAttributes before = attributes.now();
        if (!before.isRegularFile()) {
            throw new FileSystemException(
                    file.toString(), null,
                    "it is not a regular file and has no bytes to read; use a"
                            + " regular file");
        }
        SeekableByteChannel channel = opening.open();
        try {
            if (!Objects.equals(before.fileKey(), attributes.now().fileKey())) {
                throw new FileSystemException(
                        file.toString(), null, "it was replaced while it was opened; try again");
            }
            return new Opened(channel, FileIdentity.of(before, file));
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }
}
