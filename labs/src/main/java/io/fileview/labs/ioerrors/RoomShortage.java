package io.fileview.labs.ioerrors;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file system that is about to be full, or a user who may use little of it. */
final class RoomShortage {
    private static final int PIECE = 1 << 20;
    private static final int PIECES_LEFT = 3;
    private static final String BALLAST = "ballast-";
    private static final String QUOTA = (4 * PIECE) + "";

    private final Injection.Kind kind;
    private final Path directory;

    private RoomShortage(Injection.Kind kind, Path directory) {
        this.kind = kind;
        this.directory = directory;
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
        List<Path> pieces = new ArrayList<>();
        try {
            for (long size = 64L * PIECE; size >= PIECE;) {
                Path piece = directory.resolve(BALLAST + pieces.size());
                pieces.add(piece);
                try {
                    Shell.run("fallocate", "--length", "" + size, piece.toString());
                } catch (IOException full) {
                    Files.deleteIfExists(piece);
                    pieces.remove(piece);
                    size /= 2;
                }
            }
        } finally {
            for (int i = 0; i < PIECES_LEFT && !pieces.isEmpty(); i++) {
                // The last ones are the smallest.
                Files.deleteIfExists(pieces.remove(pieces.size() - 1));
            }
        }
        Shell.run("sync", "--file-system", directory.toString());
    }

    /** Ends the shortage. */
    void end() throws IOException {
        if (kind == Injection.Kind.QUOTA) {
            Shell.run("btrfs", "qgroup", "limit", "none", directory.toString());
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
