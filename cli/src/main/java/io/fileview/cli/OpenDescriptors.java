package io.fileview.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The descriptors that a process has of a file.
 *
 * @param list those that were found
 * @param isComplete false if the process may have others, or has ended
 */
record OpenDescriptors(List<OpenDescriptor> list, boolean isComplete) {
    /**
     * Looks for them. What can be listed cannot always be read: a process of the same user may have
     * more capabilities, or belong to another user namespace ({@code ptrace(2)}).
     *
     * @param process the directory of the process in {@code /proc}
     * @param limit how long to wait for the file system of an open file
     */
    static OpenDescriptors of(Path process, SoughtFile file, Duration limit) {
        List<OpenDescriptor> found = new ArrayList<>();
        boolean isComplete = true;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path entry : entries) {
                add(process, entry, file, limit, found);
            }
        } catch (IOException | DirectoryIteratorException e) {
            isComplete = false;
        }
        found.sort(Comparator.comparingInt(OpenDescriptor::number));
        return new OpenDescriptors(List.copyOf(found), isComplete);
    }

    /** What a descriptor leads to is asked only if that may be the file. */
    private static void add(
            Path process,
            Path entry,
            SoughtFile file,
            Duration limit,
            List<OpenDescriptor> found)
            throws IOException {
        String number = String.valueOf(entry.getFileName());
        Path information = process.resolve("fdinfo").resolve(number);
        try {
            OpenDescriptor descriptor =
                    OpenDescriptor.parse(
                            Integer.parseInt(number),
                            Files.readString(information, StandardCharsets.ISO_8859_1));
            if (file.mayHave(descriptor.inode())
                    && BoundedRead.of(entry, limit, () -> file.isAt(entry))) {
                found.add(descriptor);
            }
        } catch (NoSuchFileException closed) {
            return;
        }
    }
}
