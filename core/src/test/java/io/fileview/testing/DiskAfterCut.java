package io.fileview.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A disk that can be looked at as after a power cut: a copy of all that was written to it so far,
 * mounted. Its file system has no journal, which would take along what nobody flushed.
 */
public final class DiskAfterCut implements AutoCloseable {
    private static final long SIZE = 32L << 20;

    private final Path directory;
    private final @Nullable Disk disk;

    private DiskAfterCut(Path directory, @Nullable Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    public static DiskAfterCut in(Path directory) throws IOException {
        if (EngineUnderTest.isMemory()) {
            return new DiskAfterCut(directory, null);
        }
        Path image = image(directory);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        return new DiskAfterCut(directory, Disk.inFile(directory.resolve("disk"), image));
    }

    private static Path image(Path directory) {
        return directory.resolve("image");
    }

    /** Where its files are now. */
    public Path root() {
        return disk == null ? directory : disk.root();
    }

    /** What a file would have in it; nothing if it would not be there. */
    public byte[] read(String name) throws IOException {
        if (disk == null) {
            boolean isThere =
                    EngineUnderTest.files().disk().listDurable(directory).contains(name);
            return isThere
                    ? EngineUnderTest.files().disk().readDurable(directory.resolve(name))
                    : new byte[0];
        }
        Path copy = directory.resolve("copy");
        Files.deleteIfExists(copy);
        Command.run("cp", "--sparse=always", image(directory).toString(), copy.toString());
        try (Disk cut = Disk.mounted(directory.resolve("cut"), copy)) {
            Path file = cut.root().resolve(name);
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        }
    }

    @Override
    public void close() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }
}
