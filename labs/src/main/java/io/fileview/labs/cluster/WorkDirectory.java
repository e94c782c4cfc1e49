package io.fileview.labs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The directory of a run, on a disk and not in memory; its name has the number of the process. */
final class WorkDirectory {
    private static final String PREFIX = "fileview-file-systems-";

    private WorkDirectory() {}

    static Path create(Path parent) throws IOException {
        return Files.createDirectory(parent.resolve(PREFIX + ProcessHandle.current().pid()));
    }

    /** Takes down what runs have left that were killed: processes and mounts, then files. */
    static void removeLeftovers(Path parent) throws IOException {
        Network.removeLeftovers();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "[0-9]*")) {
            for (Path left : found) {
                String pid = left.getFileName().toString().substring(PREFIX.length());
                if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    System.err.println("removing what a killed run left: " + left);
                    remove(left);
                }
            }
        }
    }

    static void remove(Path directory) throws IOException {
        for (Path mount : Mounts.beneath(directory)) {
            Mounts.unmount(mount);
        }
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
}
