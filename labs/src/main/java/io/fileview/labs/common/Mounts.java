package io.fileview.labs.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file systems that are mounted, and unmounting them. */
public final class Mounts {
    private static final int ATTEMPTS = 100;
    private static final int PAUSE_MILLIS = 50;

    private Mounts() {}

    /**
     * A mounted file system.
     *
     * @param directory where it is mounted
     * @param type its type, as in {@code mount -t}
     */
    public record Mounted(Path directory, String type) {}

    /**
     * Lists the file systems that are mounted at or below a directory.
     *
     * @param directory the directory
     * @return the mounts, the last one first
     * @throws IOException if they cannot be listed
     */
    public static List<Mounted> below(Path directory) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ", -1))
                .map(fields -> new Mounted(Path.of(fields[1]), fields[2]))
                .filter(mounted -> mounted.directory.startsWith(directory))
                .toList()
                .reversed();
    }

    /**
     * Tells whether a file system is mounted at a directory.
     *
     * @param directory the directory
     * @return true if so
     * @throws IOException if that cannot be found out
     */
    public static boolean isMounted(Path directory) throws IOException {
        return below(directory).stream().anyMatch(one -> one.directory.equals(directory));
    }

    /**
     * Unmounts whatever is mounted at a directory. A file system that is busy may not be so a moment
     * later: a process that another thread starts has all files of this one open until it executes
     * its program.
     *
     * @param directory the directory
     * @throws IOException if it stays busy; it is then detached, and unmounted when it is not busy
     *     any more
     */
    public static void unmount(Path directory) throws IOException {
        for (int attempt = 1; isMounted(directory); attempt++) {
            Shell.Outcome outcome = Shell.attempt("umount", directory.toString());
            if (outcome.isGood()) {
                continue;
            }
            if (attempt == ATTEMPTS || !outcome.output().contains("busy")) {
                Shell.run("umount", "--lazy", directory.toString());
                throw new IOException(
                        directory + " could be unmounted only lazily: " + outcome.output().strip());
            }
            Pause.millis(PAUSE_MILLIS);
        }
    }

    /**
     * Empties the page cache, except for dirty pages.
     *
     * @throws IOException if that is not allowed
     */
    public static void dropCaches() throws IOException {
        Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "3\n");
    }
}
