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

/** Directories of the labs. Their names have the number of the process that made them. */
public final class Directories {
    private Directories() {}

    /**
     * Deletes a directory and everything in it, if it exists.
     *
     * @param directory the directory
     * @throws IOException if that fails
     */
    public static void delete(Path directory) throws IOException {
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

    /**
     * Lists directories of processes that have ended.
     *
     * @param parent where the directories are
     * @param prefix what comes before the number of the process in their names
     * @return the directories
     * @throws IOException if they cannot be listed
     */
    public static List<Path> leftovers(Path parent, String prefix) throws IOException {
        List<Path> left = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, prefix + "[0-9]*")) {
            for (Path directory : found) {
                String name = directory.getFileName().toString().substring(prefix.length());
                if (ProcessHandle.of(Long.parseLong(name.replaceFirst("-.*", ""))).isEmpty()) {
                    System.err.println("removing what a killed lab left: " + directory);
                    left.add(directory);
                }
            }
        }
        return left;
    }
}
