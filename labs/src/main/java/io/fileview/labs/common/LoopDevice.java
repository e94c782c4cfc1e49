package io.fileview.labs.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A block device whose bytes are those of a file, detached when closed. */
public final class LoopDevice implements AutoCloseable {
    private static final long DETACH_SECONDS = 60;

    private final Path path;
    private final Path image;

    private LoopDevice(Path path, Path image) {
        this.path = path;
        this.image = image;
    }

    /**
     * Attaches a device to a file. The device has no cache of its own: writes and flushes of the
     * device are passed on to the file.
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
        return new LoopDevice(Path.of(device.strip()), image);
    }

    /**
     * Returns the device.
     *
     * @return for example {@code /dev/loop0}
     */
    public Path path() {
        return path;
    }

    /**
     * Detaches the device, and waits until that is done: its file system stays mounted, although it
     * was unmounted here, as long as another process has a copy of our mounts ({@code unshare(2)}).
     *
     * @throws IOException if it is still attached after a minute
     */
    @Override
    public void close() throws IOException {
        Shell.run("losetup", "--detach", path.toString());
        Path backing = Path.of("/sys/block/" + path.getFileName() + "/loop/backing_file");
        if (!Pause.until(DETACH_SECONDS, () -> !isOurs(backing))) {
            throw new IOException(
                    path + " is still attached to " + image + " after " + DETACH_SECONDS
                            + " s: something, perhaps in another mount namespace, still uses it");
        }
    }

    /** The number of a device that was detached may have been given away again. */
    private boolean isOurs(Path backing) {
        try {
            return Files.readString(backing).strip().equals(image.toString());
        } catch (IOException detached) {
            return false;
        }
    }
}
