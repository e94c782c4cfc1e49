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
 * The directory that names are looked up in, and the way out of it that there is not: a name is
 * compared with the entries of the directory and never joined to a path, and what an entry links to
 * is opened step by step from the directory without following a link that was put there meanwhile.
 */
final class DriverDirectory {
    private static final Set<OpenOption> TO_READ =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path directory;

    DriverDirectory(Path directory) {
        this.directory = directory;
    }

    /** An open file; whoever gets it closes the channel. */
    record Opened(SeekableByteChannel channel, FileIdentity identity) {}

    /**
     * Opens a file for reading.
     *
     * @throws NoSuchFileException if no entry has the name, or it leads out of the directory
     * @throws IOException if there is an entry but it is not a file that can be read
     */
    Opened open(String name) throws IOException {
        Path root = directory.toRealPath();
        Path file = entry(root, name).toRealPath();
        if (!file.startsWith(root)) {
            throw new NoSuchFileException(
                    name, null, "it leads out of the driver directory " + directory);
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
                    name, null, "it is not the plain name of a file in " + directory);
        }
        Path found = null;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                String entryName = entry.getFileName().toString();
                if (entryName.equals(name)) {
                    return entry;
                }
                if (sameButForCase(entryName, name) && isFirst(entryName, found)) {
                    found = entry;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (found == null) {
            throw new NoSuchFileException(name, null,
                    "no entry of " + directory + " has this name");
        }
        return found;
    }

    /** Of several names that differ by case only, always the same one. */
    private static boolean isFirst(String entryName, @Nullable Path found) {
        return found == null || entryName.compareTo(found.getFileName().toString()) < 0;
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c == 0);
    }

    private static boolean sameButForCase(String a, String b) {
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

    /** One unit at a time, as NTFS does; no letter beyond ASCII is taken for one of ASCII. */
    private static char upper(char c) {
        char upper = Character.toUpperCase(c);
        return c >= 0x80 && upper < 0x80 ? c : upper;
    }

    private static Opened descend(SecureDirectoryStream<Path> folder, Path way, Path file)
            throws IOException {
        Path next = way.getName(0);
        if (way.getNameCount() == 1) {
            BasicFileAttributeView view =
                    folder.getFileAttributeView(
                            next, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            return verified(
                    file, view::readAttributes, () -> folder.newByteChannel(next, TO_READ));
        }
        try (SecureDirectoryStream<Path> inner =
                folder.newDirectoryStream(next, LinkOption.NOFOLLOW_LINKS)) {
            return descend(inner, way.subpath(1, way.getNameCount()), file);
        }
    }

    private interface Look {
        BasicFileAttributes now() throws IOException;
    }

    private interface Opening {
        SeekableByteChannel open() throws IOException;
    }

    /** Looks before and after opening: a pipe would wait for its writer, and names change hands. */
    private static Opened verified(Path file, Look look, Opening opening) throws IOException {
        BasicFileAttributes before = look.now();
        if (!before.isRegularFile()) {
            throw new FileSystemException(
                    file.toString(), null, "it is not a regular file and has no bytes to read");
        }
        SeekableByteChannel channel = opening.open();
        try {
            if (!Objects.equals(before.fileKey(), look.now().fileKey())) {
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
