package io.fileview.portable;

import io.fileview.spi.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the type of a file's file system tells about the time after a write has failed. */
final class LocalFileSystem {
    /** With these, the kernel alone decides which pages stay in the file cache. */
    private static final Set<String> LOCAL =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs");

    /** These look up the block anew each time they write it. */
    private static final Set<String> REMEMBERS_NOTHING = Set.of("xfs", "btrfs", "tmpfs");

    private final Path path;
    private final FileIdentity file;
    private volatile @Nullable String type; // looked up when first asked for

    LocalFileSystem(Path path, FileIdentity file) {
        this.path = path;
        this.file = file;
    }

    /** Tells whether pages of the file leave the file cache only as the system counts it. */
    boolean countsEvictions() {
        return Host.LINUX && LOCAL.contains(type());
    }

    /**
     * Tells whether a block whose first write failed may read as never written after a second one
     * succeeded.
     */
    boolean mayMissBlocks() {
        return Host.LINUX && !REMEMBERS_NOTHING.contains(type());
    }

    private String type() {
        String known = type;
        if (known == null) {
            known = lookUp();
            type = known;
        }
        return known;
    }

    /** Unknown if the path leads elsewhere by now. */
    private String lookUp() {
        try {
            String found = Files.getFileStore(path).type();
            return Identities.isAt(path, file) ? found : "";
        } catch (IOException e) {
            return "";
        }
    }
}
