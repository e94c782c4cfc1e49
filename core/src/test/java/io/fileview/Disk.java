package io.fileview;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system of the test's own, unmounted when closed. */
final class Disk implements AutoCloseable {
    private final Path root;

    private Disk(Path root) {
        this.root = root;
    }

    /** A file system in memory that is full at the size given. */
    static Disk inMemory(Path mountPoint, long size) throws IOException {
        Needs.administrator();
        Files.createDirectories(mountPoint);
        Command.run("mount", "-t", "tmpfs", "-o", "size=" + size, "fileview",
                mountPoint.toString());
        return new Disk(mountPoint);
    }

    /** An ext4 file system inside a file, which must have its size already. */
    static Disk inFile(Path mountPoint, Path image) throws IOException {
        Needs.loopDevices();
        Needs.tool("mkfs.ext4");
        Files.createDirectories(mountPoint);
        // No journal: one that fails would stop the file system before the test sees its data fail.
        Command.run("mkfs.ext4", "-q", "-F", "-O", "^has_journal", image.toString());
        Command.run("mount", "-o", "loop", image.toString(), mountPoint.toString());
        return new Disk(mountPoint);
    }

    Path root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        try {
            Command.run("umount", root.toString());
        } catch (IOException e) {
            Command.run("umount", "--lazy", root.toString());
            throw e;
        }
    }
}
