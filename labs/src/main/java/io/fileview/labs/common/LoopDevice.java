package io.fileview.labs.common;

import java.io.IOException;
import java.nio.file.Path;

/** A block device whose bytes are a file's, detached when closed. */
public final class LoopDevice implements AutoCloseable {
    private final Path path;

    private LoopDevice(Path path) {
        this.path = path;
    }

    /**
     * Attaches a device to a file. It has no cache of its own: what is written to the device and
     * flushed is written to the file and flushed.
     *
     * @param image the file
     * @return the device
     * @throws IOException if there is none
     */
    public static LoopDevice direct(Path image) throws IOException {
        return attach("--direct-io=on", image);
    }

    /**
     * Attaches a device to a file.
     *
     * @param image the file
     * @return the device
     * @throws IOException if there is none
     */
    public static LoopDevice over(Path image) throws IOException {
        return attach("--direct-io=off", image);
    }

    private static LoopDevice attach(String mode, Path image) throws IOException {
        String device = Shell.run("losetup", "--find", "--show", mode, image.toString());
        return new LoopDevice(Path.of(device.strip()));
    }

    /**
     * The device.
     *
     * @return for example {@code /dev/loop0}
     */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        Shell.run("losetup", "--detach", path.toString());
    }
}
