package io.fileview.labs.common;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory in memory for everything that a lab makes: images, logs, mount points. Closing it, or
 * the end of the process by a signal, unmounts what is mounted below it, detaches the loop devices of
 * its files and deletes it. What a killed lab left is removed by the next one, which takes only
 * directories that have the labs' name and whose process has ended.
 */
public final class Workspace implements AutoCloseable {
    private static final String PREFIX = "fileview-labs-";
    private static final int SWEEPS = 300;
    private static final int SWEEP_PAUSE_MILLIS = 50;
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path directory;
    private final Thread hook = new Thread(this::sweepAtExit, "workspace");
    private boolean closed;

    private Workspace(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes a workspace, after removing what killed labs left.
     *
     * @return the workspace
     * @throws IOException if it cannot be made
     */
    public static Workspace create() throws IOException {
        Path base =
                Files.isDirectory(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        for (Path left : Directories.leftovers(base, PREFIX)) {
            try {
                sweep(left);
            } catch (IOException e) {
                System.err.println("it is still in use: " + e.getMessage());
            }
        }
        Path made = Files.createTempDirectory(base, PREFIX + ProcessHandle.current().pid() + "-");
        Workspace workspace = new Workspace(made);
        Runtime.getRuntime().addShutdownHook(workspace.hook);
        return workspace;
    }

    /**
     * Returns the directory.
     *
     * @return its path
     */
    public Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        sweepOnce();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException atExit) {
            // The hook itself is running, or about to.
        }
    }

    private void sweepAtExit() {
        Shell.reserve();
        ChildJvm.endAll();
        try {
            sweepOnce();
        } catch (IOException e) {
            System.err.println("could not clean up " + directory + ": " + e.getMessage());
        }
    }

    private synchronized void sweepOnce() throws IOException {
        if (!closed) {
            closed = true;
            sweep(directory);
        }
    }

    /**
     * File systems first, then the loop devices below them, then the disks below those; repeated as
     * long as anything is left, which another thread may have been about to mount.
     */
    private static void sweep(Path directory) throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < SWEEPS; attempt++) {
            try {
                boolean mounts = unmount(directory, false);
                boolean devices = detach(directory);
                boolean disks = unmount(directory, true);
                if (!mounts && !devices && !disks) {
                    Directories.delete(directory);
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            Pause.millis(SWEEP_PAUSE_MILLIS);
        }
        throw last != null ? last : new IOException(directory + " is still in use");
    }

    /** Returns whether there was anything to unmount. */
    private static boolean unmount(Path directory, boolean disks) throws IOException {
        List<Path> mounts =
                Mounts.below(directory).stream()
                        .filter(mounted -> mounted.type().equals("fuse") == disks)
                        .map(Mounts.Mounted::directory)
                        .toList();
        for (Path mount : mounts) {
            if (!Shell.attempt("umount", mount.toString()).isGood()) {
                Shell.run("umount", "--lazy", mount.toString());
            }
        }
        return !mounts.isEmpty();
    }

    /** Returns whether there was anything to detach. */
    private static boolean detach(Path directory) throws IOException {
        boolean found = false;
        try (DirectoryStream<Path> devices =
                Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
            for (Path device : devices) {
                if (isBackedFrom(directory, device.resolve("loop/backing_file"))) {
                    found = true;
                    Shell.run("losetup", "--detach", "/dev/" + device.getFileName());
                }
            }
        }
        return found;
    }

    private static boolean isBackedFrom(Path directory, Path backing) {
        try {
            return Files.readString(backing).startsWith(directory + "/");
        } catch (IOException detached) {
            return false;
        }
    }
}
