package io.fileview.labs.ioerrors;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system that is about to be full, or a user who may use little of it. */
final class RoomShortage {
    private static final long LEFT = 4 << 20;
    private static final long LARGEST = 64 << 20;
    private static final long SMALLEST = 1 << 20;
    private static final String BALLAST = "ballast-";
    private static final String QUOTA = LEFT + "";

    private final Injection.Kind kind;
    private final Path directory;

    private RoomShortage(Injection.Kind kind, Path directory) {
        this.kind = kind;
        this.directory = directory;
    }

    /** The shortage that was made in a file system, as it came back after a cut. */
    static RoomShortage in(Injection.Kind kind, Path directory) {
        return new RoomShortage(kind, directory);
    }

    /** Makes room short in an empty file system that is mounted at a directory. */
    static RoomShortage make(Injection.Kind kind, FileSystem type, Path directory)
            throws IOException {
        if (kind == Injection.Kind.FULL_DISK) {
            fill(directory);
        } else if (type == FileSystem.BTRFS) {
            Shell.run("btrfs", "quota", "enable", directory.toString());
            Shell.run("btrfs", "qgroup", "limit", QUOTA, directory.toString());
        } else {
            throw new IOException("there are no quotas on " + type.mountName() + " here");
        }
        return new RoomShortage(kind, directory);
    }

    private static void fill(Path directory) throws IOException {
        Path left = directory.resolve("left");
        allocate(left, LEFT);
        int number = 0;
        for (long size = LARGEST; size >= SMALLEST;) {
            Path piece = directory.resolve(BALLAST + number++);
            try {
                allocate(piece, size);
            } catch (IOException full) {
                Files.deleteIfExists(piece);
                size /= 2;
            }
        }
        Files.delete(left);
        Shell.run("sync", "--file-system", directory.toString());
    }

    private static void allocate(Path file, long size) throws IOException {
        Shell.run("fallocate", "--length", "" + size, file.toString());
    }

    /** Ends the shortage. */
    void end() throws IOException {
        if (kind == Injection.Kind.QUOTA) {
            // To lift the limit would be a change that needs room within it.
            Shell.run("btrfs", "quota", "disable", directory.toString());
            return;
        }
        try (DirectoryStream<Path> pieces = Files.newDirectoryStream(directory, BALLAST + "*")) {
            for (Path piece : pieces) {
                Files.delete(piece);
            }
        }
        // A file system gives deleted blocks back when its journal says so.
        Shell.run("sync", "--file-system", directory.toString());
    }
}
