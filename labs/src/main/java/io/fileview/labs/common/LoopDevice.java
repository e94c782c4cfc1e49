package io.fileview.labs.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A block device whose bytes are a file's, detached when closed. */
public final class LoopDevice implements AutoCloseable {
    private static final int ATTEMPTS = 3000;
    private static final int PAUSE_MILLIS = 20;

    private final Path path;
    private final Path image;

    private LoopDevice(Path path, Path image) {
        this.path = path;
        this.image = image;
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
        return new LoopDevice(Path.of(device.strip()), image);
    }

    /**
     * The device.
     *
     * @return for example {@code /dev/loop0}
     */
    public Path path() {
        return path;
    }

    /**
     * Detaches the device, and waits until it is: a file system of it that was unmounted here lives on
     * as long as a process that copied our mounts meanwhile ({@code unshare(2)}) has it.
     *
     * @throws IOException if it is still attached after a while
     */
    @Override
    public void close() throws IOException {
        Shell.run("losetup", "--detach", path.toString());
        Path backing = Path.of("/sys/block/" + path.getFileName() + "/loop/backing_file");
        for (int attempt = 0; attempt < ATTEMPTS && isOurs(backing); attempt++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the wait for " + path + " was interrupted", e);
            }
        }
        if (isOurs(backing)) {
            throw new IOException(
                    path + " cannot be detached: something, perhaps in another mount namespace,"
                            + " still uses it");
        }
    }

    private boolean isOurs(Path backing) {
        try {
            return Files.readString(backing).strip().equals(image.toString());
        } catch (IOException detached) {
            return false;
        }
    }
}
