package io.fileview.testing;

import io.fileview.memory.OtherProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The directories of the disk in which tests have files in memory. JUnit removes the one of a test
 * from the disk; this class then frees the memory.
 */
final class MemoryDirectories {
    private static final Set<Path> USED = new HashSet<>();

    private MemoryDirectories() {}

    /** Notes that a file is about to be made in memory. */
    static synchronized void use(Path file) throws IOException {
        if (USED.add(onDisk(file.toAbsolutePath()))) {
            for (Path directory : Set.copyOf(USED)) {
                if (!Files.exists(directory)) {
                    USED.remove(directory);
                    remove(directory);
                }
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        OtherProgram others = EngineUnderTest.files().others();
        if (others.exists(directory)) {
            others.deleteAll(directory);
        }
    }

    /** The longest part of a path that is a directory of the disk. */
    private static Path onDisk(Path path) {
        Path directory = path;
        while (!Files.isDirectory(directory)) {
            directory = directory.getParent();
        }
        return directory;
    }

    static Path toRealPath(Path path) throws IOException {
        if (!EngineUnderTest.files().others().exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        Path absolute = path.toAbsolutePath();
        Path directory = onDisk(absolute);
        return directory.toRealPath().resolve(directory.relativize(absolute)).normalize();
    }
}
