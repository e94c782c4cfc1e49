package io.fileview.labs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is mounted, and taking it down. */
final class Mounts {
    private static final int ATTEMPTS = 20;

    private Mounts() {}

    /** The mount points at or beneath a directory, the innermost first. */
    static List<Path> beneath(Path directory) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> Path.of(line.split(" ", -1)[1]))
                .filter(mount -> mount.startsWith(directory))
                .toList()
                .reversed();
    }

    static boolean isMounted(Path directory) throws IOException {
        return beneath(directory).contains(directory);
    }

    /** Unmounts, waiting while somebody is still busy there; lazily when that does not end. */
    static void unmount(Path directory) throws IOException {
        for (int attempt = 1; isMounted(directory); attempt++) {
            Tool.Outcome outcome = Tool.attempt("umount", directory.toString());
            if (outcome.isGood()) {
                continue;
            }
            if (attempt == ATTEMPTS) {
                Tool.run("umount", "--lazy", directory.toString());
                throw new IOException(
                        directory + " was busy and could only be unmounted lazily: "
                                + outcome.output().strip());
            }
            Pause.millis(100);
        }
    }

    /** Drops what the kernel holds of files that are not being written. */
    static void dropCaches() throws IOException {
        Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "3\n");
    }
}
