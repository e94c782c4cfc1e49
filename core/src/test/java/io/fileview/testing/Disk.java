package io.fileview.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A small file system of the test's own, unmounted when closed. */
public final class Disk implements AutoCloseable {
    private static final int ATTEMPTS = 1_200;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Path root;
    private final @Nullable Path image;

    private Disk(Path root, @Nullable Path image) {
        this.root = root;
        this.image = image;
    }

    /** A file system in memory that is full at the size given. */
    public static Disk inMemory(Path mountPoint, long size) throws IOException {
        Needs.administrator();
        Files.createDirectories(mountPoint);
        Command.run("mount", "-t", "tmpfs", "-o", "size=" + size, "fileview",
                mountPoint.toString());
        return new Disk(mountPoint, null);
    }

    /** An ext4 file system inside a file, which must have its size already. */
    public static Disk inFile(Path mountPoint, Path image) throws IOException {
        // No journal: one that fails would stop the file system before the test sees its data fail.
        return inFile(mountPoint, image, "mkfs.ext4", "-q", "-F", "-O", "^has_journal");
    }

    public static Disk inFile(Path mountPoint, Path image, String... makeFileSystem)
            throws IOException {
        Needs.loopDevices();
        Needs.tool(makeFileSystem[0]);
        List<String> command = new ArrayList<>(List.of(makeFileSystem));
        command.add(image.toString());
        Command.run(command.toArray(String[]::new));
        return mounted(mountPoint, image);
    }

    /** The file system that is inside a file already. */
    public static Disk mounted(Path mountPoint, Path image) throws IOException {
        Files.createDirectories(mountPoint);
        Command.run("mount", "-o", "loop", image.toString(), mountPoint.toString());
        return new Disk(mountPoint, image);
    }

    /** Takes away all that is in memory alone: files have what the disk has. */
    public void remount() throws IOException {
        Path device = Objects.requireNonNull(image);
        unmount();
        Command.run("mount", "-o", "loop", device.toString(), root.toString());
    }

    public Path root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        try {
            unmount();
        } catch (IOException e) {
            Command.run("umount", "--lazy", root.toString());
            throw e;
        }
    }

    /** A loop device lets go of its file a moment after its own file system has been unmounted. */
    private void unmount() throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                Command.run("umount", root.toString());
                return;
            } catch (IOException busy) {
                if (attempt == ATTEMPTS) {
                    throw busy;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
