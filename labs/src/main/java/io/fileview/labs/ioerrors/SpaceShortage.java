package io.fileview.labs.ioerrors;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system that is nearly full, or a quota that is nearly used up. */
final class SpaceShortage {
    private static final long LEFT = 4 << 20;
    private static final long LARGEST = 64 << 20;
    private static final long SMALLEST = 1 << 20;
    private static final String BALLAST = "ballast-";

    private SpaceShortage() {}

    /**
     * Tells whether the lab can set quotas. Those of users on ext4 and xfs do not bind root, as which
     * the lab runs; those of btrfs subvolumes do.
     */
    static boolean hasQuotas(FileSystem type) {
        return type == FileSystem.BTRFS;
    }

    /** Makes space short in an empty file system that is mounted at a directory. */
    static void begin(Fault fault, Path directory) throws IOException {
        if (fault == Fault.FULL_DISK) {
            fill(directory);
        } else {
            Shell.run("btrfs", "quota", "enable", directory.toString());
            Shell.run("btrfs", "qgroup", "limit", String.valueOf(LEFT), directory.toString());
        }
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
        sync(directory);
    }

    private static void allocate(Path file, long size) throws IOException {
        Shell.run("fallocate", "--length", String.valueOf(size), file.toString());
    }

    private static void sync(Path directory) throws IOException {
        Shell.run("sync", "--file-system", directory.toString());
    }

    /** Ends the shortage in a file system, also in one that was mounted again. */
    static void end(Fault fault, Path directory) throws IOException {
        if (fault == Fault.QUOTA) {
            // Raising the limit would be a change that needs space within it.
            Shell.run("btrfs", "quota", "disable", directory.toString());
            return;
        }
        try (DirectoryStream<Path> pieces = Files.newDirectoryStream(directory, BALLAST + "*")) {
            for (Path piece : pieces) {
                Files.delete(piece);
            }
        }
        // A file system gives deleted blocks back when its journal says so.
        sync(directory);
    }
}
