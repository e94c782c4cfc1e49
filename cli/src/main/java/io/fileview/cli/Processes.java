package io.fileview.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The directories of processes in {@code /proc}, whose names are numbers. */
final class Processes {
    private Processes() {}

    /** The number of this process, which may be another one in the {@code /proc} of a host. */
    static String self(Path proc) throws IOException {
        return Files.readSymbolicLink(proc.resolve("self")).toString();
    }

    /** Lists those of all processes but this one. */
    static List<Path> others(Path proc) throws IOException {
        String self = self(proc);
        List<Path> directories = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (Character.isDigit(name.charAt(0)) && !name.equals(self)) {
                    directories.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return directories;
    }

    static long pid(Path process) {
        return Long.parseLong(String.valueOf(process.getFileName()));
    }

    /** Kernel threads have neither mappings nor a command line. */
    static boolean hasMemory(Path process) {
        try {
            return Files.readAllBytes(process.resolve("cmdline")).length > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
