package io.fileview.labs.cluster;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The columns of the table: file systems on loop devices, and a cluster volume. */
enum Technology {
    /** Journalled; large folios since Linux 6.16. */
    EXT4,
    /** With block cloning. */
    XFS,
    /** With checksums and block cloning. */
    BTRFS,
    /** A volume of three replicas, through FUSE. */
    GLUSTERFS;

    private static final List<String> GLUSTER_TOOLS =
            List.of("gluster", "glusterd", "glusterfs", "ip", "nsenter", "unshare", "bash");

    /**
     * Finds a technology by its name.
     *
     * @throws IllegalArgumentException if there is none of the name
     */
    static Technology named(String name) {
        return Arrays.stream(values())
                .filter(one -> one.title().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "technology " + name
                                        + " is not one of ext4, xfs, btrfs and glusterfs"));
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isCluster() {
        return this == GLUSTERFS;
    }

    /** What it lacks on this machine, one clause each, with what to do; empty if nothing. */
    List<String> missing() {
        if (!isCluster()) {
            List<String> missing =
                    new ArrayList<>(Requirements.missing(List.of(FileSystem.named(title()))));
            missing.removeIf(clause -> clause.contains("/dev/fuse"));
            return missing;
        }
        List<String> missing = new ArrayList<>(Requirements.missing(List.of()));
        missing.removeIf(clause -> clause.contains("loop devices"));
        for (String tool : GLUSTER_TOOLS) {
            if (!Shell.has(tool)) {
                missing.add(
                        "there is no " + tool
                                + "; apt-get install glusterfs-server glusterfs-client iproute2");
            }
        }
        return missing;
    }

    /**
     * Makes and mounts it in a directory of its own.
     *
     * @param size of a disk, in bytes; xfs wants 300 MB at least
     */
    Place open(Path work, long size) throws IOException {
        Path directory = Files.createDirectory(work.resolve(title()));
        return switch (this) {
            case EXT4 -> LoopDisk.make(LoopDisk.Kind.EXT4, directory, size);
            case XFS -> LoopDisk.make(LoopDisk.Kind.XFS, directory, size);
            case BTRFS -> LoopDisk.make(LoopDisk.Kind.BTRFS, directory, size);
            case GLUSTERFS -> GlusterVolume.start(directory);
        };
    }
}
