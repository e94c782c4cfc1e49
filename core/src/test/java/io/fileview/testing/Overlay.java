package io.fileview.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An overlay file system as containers have it: changes of the files of the lower directory go to
 * copies in the upper one. Unmounted when closed.
 */
public final class Overlay implements AutoCloseable {
    private final Path root;
    private final Path lower;
    private final Path upper;

    private Overlay(Path root, Path lower, Path upper) {
        this.root = root;
        this.lower = lower;
        this.upper = upper;
    }

    /**
     * Mounts an overlay whose directories are made in two others, which may be of one file system.
     *
     * @param options more options of the mount, each after a comma
     */
    public static Overlay in(Path lowerDisk, Path upperDisk, Path directory, String options)
            throws IOException {
        Needs.administrator();
        Path lower = Files.createDirectory(lowerDisk.resolve("lower"));
        Path upper = Files.createDirectory(upperDisk.resolve("upper"));
        Path work = Files.createDirectory(upperDisk.resolve("work"));
        Path root = Files.createDirectory(directory.resolve("overlay"));
        Command.run(
                "mount",
                "-t",
                "overlay",
                "-o",
                "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work + options,
                "fileview",
                root.toString());
        return new Overlay(root, lower, upper);
    }

    /** What programs see. */
    public Path root() {
        return root;
    }

    /** What is never changed. */
    public Path lower() {
        return lower;
    }

    /** Where the changed files are. */
    public Path upper() {
        return upper;
    }

    @Override
    public void close() throws IOException {
        Command.run("umount", root.toString());
    }
}
