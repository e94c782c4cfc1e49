package io.fileview.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The directories of processes in {@code /proc}, whose names are numbers. */
final class Processes {
    /** Words after the name in {@code /proc/pid/stat}, and a bit ({@code proc_pid_stat(5)}). */
    private static final int STATE = 0;

    private static final int FLAGS = 6;
    private static final long KERNEL_THREAD = 0x0020_0000;

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

    /**
     * Whether a process that cannot be inspected may have files open or mapped: not if it is a kernel
     * thread or has ended. Its command line would tell, too, but reading that may wait without end.
     */
    static boolean mayHaveFiles(Path process) {
        try {
            String status =
                    Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name, in brackets, may have blanks and brackets itself.
            String[] words = status.substring(status.lastIndexOf(')') + 1).strip().split(" ", -1);
            boolean hasEnded = words[STATE].equals("Z") || words[STATE].equals("X");
            return !hasEnded && (Long.parseLong(words[FLAGS]) & KERNEL_THREAD) == 0;
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Files.exists(process);
        }
    }
}
