package io.fileview.labs.disk;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.LoopDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file system on a logging disk: programs run on it, and what a cut has left of it is mounted
 * elsewhere. Not for several threads at once.
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
     * @param type which
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
     * The file system.
     *
     * @return its type
     */
    public FileSystem type() {
        return type;
    }

    /**
     * The empty file system.
     *
     * @return what the disk held at first
     */
    public BlockImage empty() {
        return empty;
    }

    /** What runs on the disk. */
    public interface Program {
        /**
         * Runs it.
         *
         * @param directory where the file system is mounted
         * @param device the device it is on
         * @param marksFrom where the marks on the device start
         * @param disk for orders
         * @throws IOException if it fails
         */
        void run(Path directory, Path device, long marksFrom, LoggedDisk disk) throws IOException;
    }

    /**
     * Lets something run on the disk.
     *
     * @param first what is on the disk
     * @param program what runs
     * @return what happened to the disk until the file system was unmounted
     * @throws IOException if it fails
     */
    public DiskHistory run(BlockImage first, Program program) throws IOException {
        first.writeTo(image);
        disk.load(image, log);
        try (LoopDevice loop = LoopDevice.direct(disk.path());
                FileSystem.Mount mount = type.mount(loop.path(), mountPoint)) {
            program.run(mount.directory(), loop.path(), layout.marksFrom(), disk);
        }
        return DiskHistory.read(layout, first, log);
    }

    /**
     * Looks at a file system.
     *
     * @param <T> what it sees
     */
    public interface Look<T> {
        /**
         * Looks.
         *
         * @param directory where it is mounted
         * @return what is there
         * @throws IOException if it cannot look
         */
        T at(Path directory) throws IOException;
    }

    /** The file system did not come back after the cut. */
    public static final class UnmountableException extends IOException {
        private static final long serialVersionUID = 1L;

        private UnmountableException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * Mounts what a cut has left, which lets the file system recover, and looks at it.
     *
     * @param <T> what is seen
     * @param cut the disk after the cut
     * @param look who looks
     * @return what he sees
     * @throws UnmountableException if the file system does not come back
     * @throws IOException if it cannot be looked at
     */
    public <T> T lookAfter(BlockImage cut, Look<T> look) throws IOException {
        cut.writeTo(afterCut);
        try (LoopDevice loop = LoopDevice.over(afterCut);
                FileSystem.Mount mount = mountAgain(loop)) {
            return look.at(mount.directory());
        }
    }

    private FileSystem.Mount mountAgain(LoopDevice loop) throws UnmountableException {
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
