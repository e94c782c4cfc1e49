package io.fileview.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A temporary file in the directory of the destination. It is moved to the destination atomically,
 * or deleted when it is closed, even if the user interrupts the command.
 */
final class TemporaryFile implements AutoCloseable {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path path;
    private final FileChannel channel;
    private final Thread atExit = new Thread(this::deleteQuietly, "temporary file");

    private TemporaryFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Only the owner can read the file until it is complete, because the source may be secret. */
    static TemporaryFile beside(Path destination) throws IOException {
        Path directory = directoryOf(destination);
        if (!Files.isDirectory(directory)) {
            throw CommandFailure.failed(
                    destination + ": there is no directory " + directory + "; create it first");
        }
        for (int attempt = 0;; attempt++) {
            String name =
                    "."
                            + destination.getFileName()
                            + "."
                            + Long.toHexString(System.nanoTime() & 0xffffffL)
                            + ".tmp";
            Path path = directory.resolve(name);
            try {
                return new TemporaryFile(path, create(path));
            } catch (FileAlreadyExistsException e) {
                if (attempt == 100) {
                    throw e;
                }
            } catch (AccessDeniedException e) {
                throw CommandFailure.failed(
                        destination + ": no permission to create a file in " + directory
                                + "; change its permissions, or give another path");
            } catch (FileSystemException e) {
                throw failed(
                        destination,
                        "cannot be created in " + directory,
                        ErrorSentence.reasonOfEntry(e));
            }
        }
    }

    private static FileChannel create(Path path) throws IOException {
        Set<StandardOpenOption> options =
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (!POSIX) {
            return FileChannel.open(path, options);
        }
        Set<PosixFilePermission> owner =
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        return FileChannel.open(path, options, PosixFilePermissions.asFileAttribute(owner));
    }

    Path path() {
        return path;
    }

    /**
     * Completes the file, with the permissions of the original, and moves it to the destination. A
     * failure names the file that it is about: the user does not know the temporary name.
     */
    void moveTo(Path destination, Path original) throws IOException {
        if (POSIX) {
            copyPermissions(destination, original);
        }
        try {
            channel.force(true);
        } catch (IOException e) {
            throw failed(destination, "cannot be made durable", ErrorSentence.reason(e));
        }
        try {
            if (Platform.WINDOWS) {
                WindowsEntry.move(path, destination);
            } else {
                Files.move(path, destination, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            boolean isDenied = Platform.WINDOWS && e instanceof AccessDeniedException;
            throw failed(
                    destination,
                    "cannot be put in its place",
                    isDenied
                            ? "Windows denies access to the file there, as it does while a program has"
                                    + " it open or mapped; close it, or check its permissions"
                            : ErrorSentence.reasonOfEntry(e));
        }
        if (POSIX || Platform.WINDOWS) {
            flushEntry(destination);
        }
    }

    private void copyPermissions(Path destination, Path original) {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(original);
        } catch (IOException e) {
            throw failed(original, "its permissions cannot be read", ErrorSentence.reason(e));
        }
        try {
            Files.setPosixFilePermissions(path, permissions);
        } catch (IOException e) {
            throw failed(
                    destination,
                    "cannot be given the permissions of " + original,
                    ErrorSentence.reason(e));
        }
    }

    /** The new name is an entry of the directory, which has to be flushed too. */
    private static void flushEntry(Path destination) {
        Path directory = directoryOf(destination);
        try {
            if (Platform.WINDOWS) {
                WindowsEntry.flush(directory);
                return;
            }
            try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                entries.force(true);
            }
        } catch (IOException e) {
            throw failed(
                    destination,
                    "is in place, but may be gone after a power failure, because its directory "
                            + directory
                            + " cannot be flushed",
                    ErrorSentence.reason(e));
        }
    }

    private static CommandFailure failed(Path file, String problem, String reason) {
        return CommandFailure.failed(file + ": " + problem + ": " + reason);
    }

    @Override
    public void close() {
        deleteQuietly();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ignored) {
            return; // the process is ending, and the hook runs or has run
        }
    }

    /** A failure here is not reported, because that of the copy is more important. */
    private void deleteQuietly() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException ignored) {
            return;
        }
    }

    private static Path directoryOf(Path destination) {
        Path parent = destination.toAbsolutePath().getParent();
        return parent == null ? destination.toAbsolutePath() : parent;
    }
}
