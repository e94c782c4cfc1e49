package io.fileview.labs.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory in memory that holds all that a lab makes: images, logs, mount points. Closing it, or
 * the end of the process by a signal, unmounts what is mounted below it, detaches the loop devices
 * of its files and deletes it. What a killed lab left is removed by the next one: only directories
 * with the labs' name, whose process is gone.
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
        removeLeftovers();
        Path base =
                Files.isDirectory(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        Path made = Files.createTempDirectory(base, PREFIX + ProcessHandle.current().pid() + "-");
        Workspace workspace = new Workspace(made);
        Runtime.getRuntime().addShutdownHook(workspace.hook);
        return workspace;
    }

    /**
     * The directory.
     *
     * @return its path
     */
    public Path directory() {
        return directory;
    }

    /**
     * Makes a directory, unless there is one.
     *
     * @param name its name
     * @return its path
     * @throws IOException if that fails
     */
    public Path directory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
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

    private static void removeLeftovers() throws IOException {
        try (DirectoryStream<Path> candidates =
                Files.newDirectoryStream(MEMORY, PREFIX + "[0-9]*-*")) {
            for (Path candidate : candidates) {
                String name = candidate.getFileName().toString().substring(PREFIX.length());
                long pid = Long.parseLong(name.substring(0, name.indexOf('-')));
                if (ProcessHandle.of(pid).isEmpty()) {
                    System.err.println("removing what a killed lab left: " + candidate);
                    try {
                        sweep(candidate);
                    } catch (IOException e) {
                        System.err.println("it is still in use: " + e.getMessage());
                    }
                }
            }
        }
    }

    /**
     * File systems first, then the loop devices below them, then the disks below those; again, as long
     * as there is something left, which another thread may have been about to mount.
     */
    private static void sweep(Path directory) throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < SWEEPS; attempt++) {
            try {
                boolean mounts = unmount(directory, false);
                boolean devices = detach(directory);
                boolean disks = unmount(directory, true);
                if (!mounts && !devices && !disks) {
                    delete(directory);
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            try {
                Thread.sleep(SWEEP_PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        throw last != null ? last : new IOException(directory + " is still in use");
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Returns whether there was anything to unmount. */
    private static boolean unmount(Path directory, boolean disks) throws IOException {
        List<String> points = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            String[] fields = line.split(" ", -1);
            String type = line.substring(line.indexOf(" - ") + 3).split(" ", -1)[0];
            if (Path.of(fields[4]).startsWith(directory) && type.equals("fuse") == disks) {
                points.add(0, fields[4]);
            }
        }
        for (String point : points) {
            try {
                Shell.run("umount", point);
            } catch (IOException busy) {
                Shell.run("umount", "--lazy", point);
            }
        }
        return !points.isEmpty();
    }

    /** Returns whether there was anything to detach. */
    private static boolean detach(Path directory) throws IOException {
        boolean found = false;
        try (DirectoryStream<Path> devices =
                Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
            for (Path device : devices) {
                Path backing = device.resolve("loop/backing_file");
                if (Files.exists(backing) && backs(backing, directory)) {
                    found = true;
                    Shell.run("losetup", "--detach", "/dev/" + device.getFileName());
                }
            }
        }
        return found;
    }

    private static boolean backs(Path backing, Path directory) {
        try {
            return Files.readString(backing).startsWith(directory + "/");
        } catch (IOException detachedMeanwhile) {
            return false;
        }
    }
}
