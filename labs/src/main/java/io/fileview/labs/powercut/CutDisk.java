package io.fileview.labs.powercut;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.LoopDevice;
import io.fileview.labs.disk.BlockImage;
import io.fileview.labs.disk.DiskHistory;
import io.fileview.labs.disk.DiskLayout;
import io.fileview.labs.disk.LoggedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file system on a logging disk: programs run on it, and what a cut has left of it is mounted
 * elsewhere. Not for several threads at once.
 */
final class CutDisk implements AutoCloseable {
    private static final long PROGRAM_SECONDS = 300;

    private final FileSystem type;
    private final DiskLayout layout;
    private final Path image;
    private final Path log;
    private final Path afterCut;
    private final Path mountPoint;
    private final BlockImage empty;
    private final LoggedDisk disk;

    CutDisk(FileSystem type, Path directory) throws IOException {
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

    FileSystem type() {
        return type;
    }

    BlockImage empty() {
        return empty;
    }

    /** What a program is given: the directory, the device, and where its marks start. */
    interface Program {
        ChildJvm start(Path directory, Path device, long marksFrom) throws IOException;
    }

    /** Runs a program on the disk to its end, and tells what happened to the disk. */
    DiskHistory run(BlockImage first, boolean lyingDisk, Program program) throws IOException {
        first.writeTo(image);
        disk.load(image, log);
        if (lyingDisk) {
            disk.ignoreFlushes();
        }
        try (LoopDevice loop = LoopDevice.direct(disk.path());
                FileSystem.Mount mount = type.mount(loop.path(), mountPoint);
                ChildJvm child =
                        program.start(mount.directory(), loop.path(), layout.marksFrom())) {
            String said = child.hear();
            if (!"done".equals(said) || child.exitCode(PROGRAM_SECONDS) != 0) {
                throw new IOException(
                        "the program under test failed on " + type.mountName() + ": " + said);
            }
        }
        return DiskHistory.read(layout, first, log);
    }

    /** Looks at a file system. */
    interface Look {
        Verdict at(Path directory) throws IOException;
    }

    /** The file system did not come back after the cut. */
    static final class UnmountableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnmountableException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Mounts what a cut has left, which lets the file system recover, and looks at it. */
    Verdict lookAfter(BlockImage cut, Look look) throws IOException {
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
