package io.fileview.testing;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.View;
import io.fileview.Views;
import io.fileview.memory.OtherProgram;
import io.fileview.windows.Wine;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What other programs do to the files of a test: {@link Files}, or, where the engine in memory is
 * under test, the same on its file system. Directories that exist on the disk are also there.
 */
public final class TestFiles {
    private static final List<OpenOption> WRITE = List.of(StandardOpenOption.WRITE);
    private static final List<OpenOption> APPEND = List.of(StandardOpenOption.APPEND);

    private TestFiles() {}

    private static boolean areInMemory() {
        return EngineUnderTest.isMemory();
    }

    private static OtherProgram memory() {
        return EngineUnderTest.files().others();
    }

    public static Path write(Path path, byte[] bytes, OpenOption... options) throws IOException {
        if (!areInMemory()) {
            return Files.write(path, bytes, options);
        }
        MemoryDirectories.use(path);
        List<OpenOption> how = Arrays.asList(options);
        if (how.isEmpty()) {
            return memory().write(path, bytes);
        }
        if (!how.equals(WRITE) && !how.equals(APPEND)) {
            throw new UnsupportedOperationException("to write in memory with " + how);
        }
        memory().write(path, how.equals(WRITE) ? 0 : memory().size(path), bytes);
        return path;
    }

    /** Writes bytes anywhere in a file. An interrupt does not matter. */
    public static void write(Path path, long offset, byte[] bytes) throws IOException {
        if (areInMemory()) {
            memory().write(path, offset, bytes);
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(offset);
            file.write(bytes);
        }
    }

    public static byte[] readAllBytes(Path path) throws IOException {
        return areInMemory() ? memory().read(path) : Files.readAllBytes(path);
    }

    /** Reads a range of a file, which has all of it. An interrupt does not matter. */
    public static byte[] read(Path path, long offset, int length) throws IOException {
        if (areInMemory()) {
            return Arrays.copyOfRange(
                    memory().read(path), (int) offset, (int) offset + length);
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] bytes = new byte[length];
            file.seek(offset);
            file.readFully(bytes);
            return bytes;
        }
    }

    public static long size(Path path) throws IOException {
        return areInMemory() ? memory().size(path) : Files.size(path);
    }

    /**
     * Makes a file shorter or longer; by another process if it is on the disk, where closing it would
     * release the locks of this one. A test that does this to a file with views is skipped on Windows,
     * except under Wine.
     */
    public static void truncate(Path path, long size) throws IOException {
        if (areInMemory()) {
            memory().truncate(path, size);
        } else if (Needs.isWindows()) {
            truncateOnWindows(path, size);
        } else {
            Command.run("truncate", "--size=" + size, path.toString());
        }
    }

    private static void truncateOnWindows(Path path, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            Optional<View> live =
                    Views.live().stream()
                            .filter(view -> view.toString().contains(path.toString()))
                            .findFirst();
            boolean isShorter = size < file.length();
            try {
                file.setLength(size);
            } catch (IOException failure) {
                if (Wine.isHere()) {
                    Wine.truncate(path, size);
                    return;
                }
                assumeFalse(
                        isShorter && live.isPresent(),
                        "needs a system on which a mapped file can be truncated; on Windows that fails: "
                                + failure.getMessage());
                throw failure;
            }
        }
    }

    public static boolean exists(Path path) {
        return areInMemory() ? memory().exists(path) : Files.exists(path);
    }

    public static boolean isSymbolicLink(Path path) {
        return areInMemory() ? memory().isSymbolicLink(path) : Files.isSymbolicLink(path);
    }

    public static void delete(Path path) throws IOException {
        if (!areInMemory()) {
            Files.delete(path);
        } else if (!memory().delete(path)) {
            throw new NoSuchFileException(path.toString());
        }
    }

    public static boolean deleteIfExists(Path path) throws IOException {
        return areInMemory() ? memory().delete(path) : Files.deleteIfExists(path);
    }

    /** Renames, replacing what has the new name. */
    public static Path move(Path from, Path to) throws IOException {
        if (!areInMemory()) {
            return Needs.isWindows()
                    ? moveOnWindows(from, to)
                    : Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        memory().rename(from, to);
        return to;
    }

    /** A test that replaces a file with views, or renames its directory, is skipped on Windows. */
    private static Path moveOnWindows(Path from, Path to) throws IOException {
        try {
            return Files.move(
                    from,
                    to,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AccessDeniedException refused) {
            assumeFalse(
                    Views.statistics().liveMappings() > 0 || Views.statistics().liveViews() > 0,
                    "needs a system on which an open file can be replaced; Windows refuses to rename "
                            + from
                            + " to "
                            + to);
            throw refused;
        }
    }

    public static Path copy(Path from, Path to) throws IOException {
        return areInMemory() ? write(to, memory().read(from)) : Files.copy(from, to);
    }

    public static Path createFile(Path path) throws IOException {
        return areInMemory() ? write(path, new byte[0]) : Files.createFile(path);
    }

    public static Path createDirectory(Path path) throws IOException {
        if (!areInMemory()) {
            return Files.createDirectory(path);
        }
        MemoryDirectories.use(path);
        return memory().createDirectories(path);
    }

    public static Path createLink(Path link, Path existing) throws IOException {
        if (!areInMemory()) {
            return Files.createLink(link, existing);
        }
        memory().link(link, existing);
        return link;
    }

    public static Path createSymbolicLink(Path link, Path target) throws IOException {
        if (!areInMemory()) {
            return Needs.isWindows()
                    ? createSymbolicLinkOnWindows(link, target)
                    : Files.createSymbolicLink(link, target);
        }
        MemoryDirectories.use(link);
        memory().symlink(link, target);
        return link;
    }

    /** This takes a privilege there; Wine makes something that is no link. */
    private static Path createSymbolicLinkOnWindows(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (FileSystemException refused) {
            return abort("needs a user who may create symbolic links: " + refused.getMessage());
        }
        assumeTrue(
                Files.isSymbolicLink(link),
                "needs a system that makes symbolic links, and not something else in their place");
        return link;
    }

    /** As {@link Files#list}; in memory without what is in the directory on the disk. */
    public static Stream<Path> list(Path directory) throws IOException {
        if (areInMemory()) {
            return memory().list(directory).stream().map(directory::resolve);
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList().stream();
        }
    }

    public static Set<PosixFilePermission> getPosixFilePermissions(Path path) throws IOException {
        return areInMemory()
                ? PosixFilePermissions.fromString(
                        memory().isOwnerOnly(path) ? "rw-------" : "rw-r--r--")
                : Files.getPosixFilePermissions(path);
    }

    /** In memory files have no times. */
    public static void setLastModifiedTime(Path path, FileTime time) throws IOException {
        if (!areInMemory()) {
            Files.setLastModifiedTime(path, time);
        }
    }

    /** As {@link Path#toRealPath}; in memory only the directories of the disk count. */
    public static Path toRealPath(Path path) throws IOException {
        return areInMemory() ? MemoryDirectories.toRealPath(path) : path.toRealPath();
    }
}
