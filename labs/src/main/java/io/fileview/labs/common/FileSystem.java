package io.fileview.labs.common;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The file systems of the labs: how each is made and mounted. */
public enum FileSystem {
    /** With its journal, in the mode {@code data=ordered}. */
    EXT4(64, "mkfs.ext4", "e2fsprogs", "-q -F -b 4096 -E nodiscard", "nodiscard"),
    /** With reflinks, the default. */
    XFS(320, "mkfs.xfs", "xfsprogs", "-q -f -K", "nodiscard"),
    /** With checksums, the default. */
    BTRFS(256, "mkfs.btrfs", "btrfs-progs", "-q -f -K", "nodiscard");

    private final long mebibytes;
    private final String maker;
    private final String debianPackage;
    private final String options;
    private final String mountOptions;

    FileSystem(
            long mebibytes,
            String maker,
            String debianPackage,
            String options,
            String mountOptions) {
        this.mebibytes = mebibytes;
        this.maker = maker;
        this.debianPackage = debianPackage;
        this.options = options;
        this.mountOptions = mountOptions;
    }

    /**
     * Finds a file system by its name.
     *
     * @param name as {@code mount(8)} has it
     * @return the file system
     * @throws IllegalArgumentException if the labs do not know it
     */
    public static FileSystem named(String name) {
        return Arrays.stream(values())
                .filter(one -> one.mountName().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "file system " + name
                                        + " is not one of ext4, xfs and btrfs"));
    }

    /**
     * The name.
     *
     * @return as {@code mount(8)} has it
     */
    public String mountName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * How large a device the labs give it: little more than it needs.
     *
     * @return bytes
     */
    public long size() {
        return mebibytes << 20;
    }

    /**
     * The tool that makes it.
     *
     * @return for example {@code mkfs.xfs}
     */
    public String maker() {
        return maker;
    }

    /**
     * Where the tool comes from.
     *
     * @return the Debian package
     */
    public String debianPackage() {
        return debianPackage;
    }

    /**
     * Makes an empty one.
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
     * Mounts it.
     *
     * @param device the block device
     * @param directory where
     * @return the mount, to be closed
     * @throws IOException if that fails
     */
    public Mount mount(Path device, Path directory) throws IOException {
        Shell.run(
                "mount",
                "-t",
                mountName(),
                "-o",
                mountOptions,
                device.toString(),
                directory.toString());
        return new Mount(this, device, directory);
    }

    /** A mounted file system, unmounted when closed. */
    public static final class Mount implements AutoCloseable {
        private static final int UNMOUNT_ATTEMPTS = 100;
        private static final int UNMOUNT_PAUSE_MILLIS = 50;

        private final FileSystem type;
        private final Path device;
        private final Path directory;

        private Mount(FileSystem type, Path device, Path directory) {
            this.type = type;
            this.device = device;
            this.directory = directory;
        }

        /**
         * Where it is mounted.
         *
         * @return its root directory
         */
        public Path directory() {
            return directory;
        }

        @Override
        public void close() throws IOException {
            try {
                unmount();
            } finally {
                if (type == BTRFS) {
                    forget();
                }
            }
        }

        /**
         * A process that another thread starts has all files of this one open for a moment, until it
         * closes them; so a file system that is busy may not be so a moment later.
         */
        private void unmount() throws IOException {
            for (int attempt = 1;; attempt++) {
                try {
                    Shell.run("umount", directory.toString());
                    return;
                } catch (IOException e) {
                    if (attempt == UNMOUNT_ATTEMPTS
                            || !String.valueOf(e.getMessage()).contains("busy")) {
                        Shell.run("umount", "--lazy", directory.toString());
                        throw e;
                    }
                }
                try {
                    Thread.sleep(UNMOUNT_PAUSE_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** Or btrfs would take an older image of the same file system for a wrong one. */
        private void forget() {
            try {
                Shell.run("btrfs", "device", "scan", "--forget", device.toString());
            } catch (IOException alreadyForgotten) {
                // Newer kernels forget a device by themselves when it is unmounted.
            }
        }
    }
}
