package io.fileview.labs.disk;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.LoopDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system on a logging disk: programs run on it, and what a power cut would have left of it is
 * mounted and inspected. Not thread-safe.
 */
public final class CutDisk implements AutoCloseable {
    private final FileSystem type;
    private final DiskLayout layout;
    private final Path image;
    private final Path log;
    private final Path afterCut;
    private final Path mountPoint;
    private final BlockImage empty;
    private final LoggedDisk disk;

    /**
     * Makes an empty file system and puts it on a logging disk.
     *
     * @param type the file system
     * @param directory for the files of the disk
     * @throws IOException if that fails
     */
    public CutDisk(FileSystem type, Path directory) throws IOException {
        this.type = type;
        this.layout = DiskLayout.of(type);
        this.image = directory.resolve("image");
        this.log = directory.resolve("log");
        this.afterCut = directory.resolve("after-cut");
        this.mountPoint = Files.createDirectories(directory.resolve("mount"));
        layout.format(type, image);
        this.empty = BlockImage.read(image);
        this.disk = LoggedDisk.start(layout, directory.resolve("disk"), image, log);
    }

    /**
     * Returns the file system.
     *
     * @return its type
     */
    public FileSystem type() {
        return type;
    }

    /**
     * Returns the empty file system.
     *
     * @return the content of the disk at first
     */
    public BlockImage empty() {
        return empty;
    }

    /** Something that runs on the disk. */
    public interface Program {
        /**
         * Runs.
         *
         * @param directory where the file system is mounted
         * @param device the device it is on
         * @param marksFrom where the marks on the device start
         * @param disk the disk, to inject faults
         * @throws IOException if it fails
         */
        void run(Path directory, Path device, long marksFrom, LoggedDisk disk) throws IOException;
    }

    /**
     * Runs something on the disk.
     *
     * @param first the content of the disk
     * @param program what runs
     * @return what happened to the disk until the file system was unmounted
     * @throws UnmountableException if the content cannot be mounted
     * @throws IOException if it fails
     */
    public DiskHistory run(BlockImage first, Program program) throws IOException {
        first.writeTo(image);
        disk.load(image, log);
        try (LoopDevice loop = LoopDevice.direct(disk.path());
                FileSystem.Mount mount = mount(loop)) {
            program.run(mount.directory(), loop.path(), layout.marksFrom(), disk);
        }
        return DiskHistory.read(layout, first, log);
    }

    /**
     * An inspection of a file system.
     *
     * @param <T> the type of the result
     */
    public interface Inspection<T> {
        /**
         * Inspects the files.
         *
         * @param directory where the file system is mounted
         * @return the result
         * @throws IOException if that is not possible
         */
        T at(Path directory) throws IOException;
    }

    /** A file system could not be mounted after a power cut. */
    public static final class UnmountableException extends IOException {
        private static final long serialVersionUID = 1L;

        private UnmountableException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * Mounts a disk after a power cut, which lets the file system recover, and inspects it.
     *
     * @param <T> the type of the result
     * @param content the content of the disk
     * @param inspection the inspection
     * @return its result
     * @throws UnmountableException if the content cannot be mounted
     * @throws IOException if it cannot be inspected
     */
    public <T> T inspect(BlockImage content, Inspection<T> inspection) throws IOException {
        content.writeTo(afterCut);
        try (LoopDevice loop = LoopDevice.over(afterCut);
                FileSystem.Mount mount = mount(loop)) {
            return inspection.at(mount.directory());
        }
    }

    private FileSystem.Mount mount(LoopDevice loop) throws UnmountableException {
        try {
            return type.mount(loop.path(), mountPoint);
        } catch (IOException e) {
            throw new UnmountableException(e);
        }
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
