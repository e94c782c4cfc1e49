package io.fileview.testing;

import java.io.IOException;
import java.nio.file.Path;

/** A block device whose bytes are a file's, detached when closed. */
public final class LoopDevice implements AutoCloseable {
    private final Path path;

    private LoopDevice(Path path) {
        this.path = path;
    }

    public static LoopDevice over(Path image) throws IOException {
        Needs.loopDevices();
        return new LoopDevice(
                Path.of(Command.run("losetup", "--find", "--show", image.toString()).strip()));
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        Command.run("losetup", "--detach", path.toString());
    }
}
