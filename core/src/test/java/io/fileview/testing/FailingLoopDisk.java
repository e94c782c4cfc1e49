package io.fileview.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file system in a loop device, over a file whose own file system is full when the disk is to fail.
 */
final class FailingLoopDisk implements FailingDisk {
    private static final int MIB = 1 << 20;

    private final Disk below;
    private final Disk disk;

    private FailingLoopDisk(Disk below, Disk disk) {
        this.below = below;
        this.disk = disk;
    }

    static FailingDisk withExt4(Path directory) throws IOException {
        return in(directory, 16, 64, "mkfs.ext4", "-q", "-F", "-O", "^has_journal");
    }

    static FailingDisk withXfs(Path directory) throws IOException {
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
            return new FailingLoopDisk(
                    below, Disk.inFile(directory.resolve("failing"), image, makeFileSystem));
        } catch (Throwable failure) {
            below.close();
            throw failure;
        }
    }

    @Override
    public Path root() {
        return disk.root();
    }

    @Override
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

    @Override
    public void forgetZeros() throws IOException {
        Command.run("fallocate", "--dig-holes", below.root().resolve("image").toString());
    }

    @Override
    public void recover() throws IOException {
        Files.delete(below.root().resolve("rest"));
    }

    @Override
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
