package io.fileview.labs.common;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The file systems of the labs: how each is made and mounted. */
public enum FileSystem {
    /** With its journal, in the mode {@code data=ordered}. */
    EXT4(64, "mkfs.ext4", "e2fsprogs", "-q -F -b 4096 -E nodiscard"),
    /** With block cloning, the default. */
    XFS(320, "mkfs.xfs", "xfsprogs", "-q -f -K"),
    /** With checksums, the default. */
    BTRFS(256, "mkfs.btrfs", "btrfs-progs", "-q -f -K");

    private static final String MOUNT_OPTIONS = "nodiscard";

    private final long mebibytes;
    private final String maker;
    private final String debianPackage;
    private final String options;

    FileSystem(long mebibytes, String maker, String debianPackage, String options) {
        this.mebibytes = mebibytes;
        this.maker = maker;
        this.debianPackage = debianPackage;
        this.options = options;
    }

    /**
     * Returns the name of the file system.
     *
     * @return the name, as in {@code mount -t}
     */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the size of the device that the labs put it on: little more than it needs.
     *
     * @return bytes
     */
    public long size() {
        return mebibytes << 20;
    }

    /**
     * Returns the tool that makes it.
     *
     * @return for example {@code mkfs.xfs}
     */
    public String maker() {
        return maker;
    }

    /**
     * Returns the Debian package that has the tool.
     *
     * @return the name of the package
     */
    public String debianPackage() {
        return debianPackage;
    }

    /**
     * Makes an empty file system.
     *
     * @param device a block device, or a file of the right size
     * @throws IOException if that fails
     */
    public void make(Path device) throws IOException {
        List<String> command = new ArrayList<>(List.of(maker));
        command.addAll(List.of(options.split(" ", -1)));
        command.add(device.toString());
        Shell.run(command.toArray(String[]::new));
    }

    /**
     * Mounts a file system of this type.
     *
     * @param device the block device
     * @param directory where to mount it
     * @return the mount, to be closed
     * @throws IOException if that fails
     */
    public Mount mount(Path device, Path directory) throws IOException {
        Shell.run(
                "mount",
                "-t",
                title(),
                "-o",
                MOUNT_OPTIONS,
                device.toString(),
                directory.toString());
        return new Mount(this, device, directory);
    }

    /** A mounted file system, unmounted when closed. */
    public static final class Mount implements AutoCloseable {
        private final FileSystem type;
        private final Path device;
        private final Path directory;

        private Mount(FileSystem type, Path device, Path directory) {
            this.type = type;
            this.device = device;
            this.directory = directory;
        }

        /**
         * Returns where the file system is mounted.
         *
         * @return its root directory
         */
        public Path directory() {
            return directory;
        }

        @Override
        public void close() throws IOException {
            try {
                Mounts.unmount(directory);
            } finally {
                if (type == BTRFS) {
                    forget();
                }
            }
        }

        /** Otherwise btrfs would refuse an older image of the same file system. */
        private void forget() throws IOException {
            // Fails where the kernel has forgotten the device by itself, as newer ones do.
            Shell.attempt("btrfs", "device", "scan", "--forget", device.toString());
        }
    }
}
