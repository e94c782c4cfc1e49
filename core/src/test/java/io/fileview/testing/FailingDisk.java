package io.fileview.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file system on a disk that can run out of room without knowing: writes fail then, as on a bad
 * disk. The disk is a loop device over a file whose own file system is full.
 */
public final class FailingDisk implements AutoCloseable {
    private static final int MIB = 1 << 20;

    private final Disk below;
    private final Disk disk;

    private FailingDisk(Disk below, Disk disk) {
        this.below = below;
        this.disk = disk;
    }

    public static FailingDisk in(Path directory) throws IOException {
        return in(directory, 16, 64, "mkfs.ext4", "-q", "-F", "-O", "^has_journal");
    }

    /** With xfs, whose data fails apart from its journal: that has its room already. */
    public static FailingDisk withXfs(Path directory) throws IOException {
        Needs.tool("mkfs.xfs");
        return in(directory, 200, 400, "mkfs.xfs", "-q", "-f", "-K");
    }

    private static FailingDisk in(Path directory, long room, long size, String... makeFileSystem)
            throws IOException {
        Disk below = Disk.inMemory(directory.resolve("below"), room * MIB);
        try {
            Path image = below.root().resolve("image");
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(size * MIB);
            }
            return new FailingDisk(
                    below, Disk.inFile(directory.resolve("failing"), image, makeFileSystem));
        } catch (Throwable failure) {
            below.close();
            throw failure;
        }
    }

    public Path root() {
        return disk.root();
    }

    public void fail() {
        Path rest = below.root().resolve("rest");
        try (OutputStream output = Files.newOutputStream(rest, StandardOpenOption.CREATE_NEW)) {
            while (true) {
                output.write(new byte[4_096]);
            }
        } catch (IOException full) {
            // As the test wants it.
        }
    }

    /** Where the disk has zeros it needs room again, so that a write there can fail. */
    public void forgetZeros() throws IOException {
        Command.run("fallocate", "--dig-holes", below.root().resolve("image").toString());
    }

    public void recover() throws IOException {
        Files.delete(below.root().resolve("rest"));
    }

    /** Takes away all that is in memory alone: files have what the disk has. */
    public void remount() throws IOException {
        disk.remount();
    }

    @Override
    public void close() throws IOException {
        try (below) {
            disk.close();
        }
    }
}
