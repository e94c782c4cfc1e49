package io.fileview.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
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
 * A file under a name of its own beside the place where it is wanted. It takes its place as a whole,
 * or is gone when it is closed, also when the user interrupts the command.
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

    /** Nobody but the owner may read it until it is complete: the source may be secret. */
    static TemporaryFile beside(Path wanted) throws IOException {
        Path directory = directoryOf(wanted);
        if (!Files.isDirectory(directory)) {
            throw CommandFailure.failed(
                    wanted + ": there is no directory " + directory + " to make it in");
        }
        for (int attempt = 0;; attempt++) {
            String name =
                    "."
                            + wanted.getFileName()
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
                        wanted + ": permission denied to make a file in " + directory);
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

    /** Makes the file complete, with the permissions of another, and gives it its name. */
    void become(Path wanted, Path original) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(path, Files.getPosixFilePermissions(original));
        }
        channel.force(true);
        Files.move(path, wanted, StandardCopyOption.ATOMIC_MOVE);
        if (POSIX) {
            // The new name is in the directory, which has to reach the disk too.
            try (FileChannel directory =
                    FileChannel.open(directoryOf(wanted), StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    @Override
    public void close() {
        deleteQuietly();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ignored) {
            return; // the process is ending, and the hook is running or has run
        }
    }

    /** Whatever made the copy fail is the thing to tell, not what happens here. */
    private void deleteQuietly() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException ignored) {
            return;
        }
    }

    private static Path directoryOf(Path wanted) {
        Path parent = wanted.toAbsolutePath().getParent();
        return parent == null ? wanted.toAbsolutePath() : parent;
    }
}
