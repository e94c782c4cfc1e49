package io.fileview.labs.common;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own: on a loop device over an image, or a tmpfs. Closing it unmounts it. */
public abstract sealed class Disk implements AutoCloseable {
    private final Path directory;

    private Disk(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes a file system on a loop device and mounts it.
     *
     * @param type the file system
     * @param work the directory of the image and of the mount point
     * @param name what both are called
     * @param bytes the size of the device
     * @return the disk
     * @throws IOException if that fails
     */
    public static Disk of(FileSystem type, Path work, String name, long bytes)
            throws IOException {
        Path image = work.resolve(name + ".image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        type.make(image);
        Path directory = Files.createDirectory(work.resolve(name));
        LoopDevice device = LoopDevice.over(image);
        try {
            return new OnDevice(type, device, type.mount(device.path(), directory));
        } catch (IOException e) {
            device.close();
            throw e;
        }
    }

    /**
     * Mounts a tmpfs.
     *
     * @param work the directory of the mount point
     * @param name what it is called
     * @param bytes its size
     * @return the disk
     * @throws IOException if that fails
     */
    public static Disk tmpfs(Path work, String name, long bytes) throws IOException {
        Path directory = Files.createDirectory(work.resolve(name));
        Shell.run(
                "mount", "-t", "tmpfs", "-o", "size=" + bytes, "fileview-labs",
                directory.toString());
        return new InMemory(directory);
    }

    /**
     * Returns where it is mounted.
     *
     * @return its root directory
     */
    public final Path directory() {
        return directory;
    }

    /**
     * Writes everything to the device and mounts it again, which takes the pages of all its files out
     * of memory and leaves those of other file systems alone. A tmpfs stays as it is.
     *
     * @throws IOException if that fails
     */
    public abstract void empty() throws IOException;

    @Override
    public abstract void close() throws IOException;

    private static final class OnDevice extends Disk {
        private final FileSystem type;
        private final LoopDevice device;
        private FileSystem.Mount mount;

        OnDevice(FileSystem type, LoopDevice device, FileSystem.Mount mount) {
            super(mount.directory());
            this.type = type;
            this.device = device;
            this.mount = mount;
        }

        @Override
        public void empty() throws IOException {
            mount.close();
            mount = type.mount(device.path(), directory());
        }

        @Override
        public void close() throws IOException {
            try {
                mount.close();
            } finally {
                device.close();
            }
        }
    }

    private static final class InMemory extends Disk {
        InMemory(Path directory) {
            super(directory);
        }

        @Override
        public void empty() {}

        @Override
        public void close() throws IOException {
            Mounts.unmount(directory());
        }
    }
}
