package io.fileview.labs.cluster;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The columns of the table: file systems on loop devices, and a cluster volume. */
enum Technology {
    /** Journalled; large folios since Linux 6.16. */
    EXT4(FileSystem.EXT4),
    /** With block cloning. */
    XFS(FileSystem.XFS),
    /** With checksums and block cloning. */
    BTRFS(FileSystem.BTRFS),
    /** A volume of three replicas, through FUSE. */
    GLUSTERFS(null);

    private final @Nullable FileSystem fileSystem;

    Technology(@Nullable FileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isCluster() {
        return fileSystem == null;
    }

    /** Tells whether it is known that the technology cannot give a promise, or not always. */
    boolean mayNotGive(Promise promise) {
        return switch (promise) {
            case SNAPSHOT -> this == EXT4 || isCluster();
            case CORRUPTED -> this != BTRFS;
            case CORE_TESTS -> this == BTRFS || isCluster();
            case COHERENCE -> isCluster();
            case NODE_LOST, QUORUM_LOST, REMOTE_ERROR -> !isCluster();
            default -> false;
        };
    }

    /** Lists what this machine lacks for it, one clause each, with what to do about it. */
    List<String> missing() {
        if (fileSystem != null) {
            return new Requirements().loopDevices().fileSystem(fileSystem).missing();
        }
        return new Requirements()
                .fuse()
                .tools("glusterfs-server", "glusterd", "gluster")
                .tools("glusterfs-client", "glusterfs")
                .tools("iproute2", "ip")
                .tools("util-linux", "nsenter", "unshare")
                .tools("bash", "bash")
                .missing();
    }

    /**
     * Makes and mounts it in a directory of its own.
     *
     * @param size the size of a disk in bytes; xfs wants 300 MB at least
     */
    Place open(Path work, long size) throws IOException {
        Path directory = Files.createDirectory(work.resolve(title()));
        return fileSystem == null
                ? GlusterVolume.start(directory)
                : LoopDisk.make(fileSystem, directory, size);
    }
}
