package io.fileview.portable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What is known, by the name of its file system, of how a file fares after a write has failed. */
final class LocalFileSystem {
    /** Of these the kernel alone decides what stays in the file cache. */
    private static final Set<String> LOCAL =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs");

    /** These look a block up anew each time they write it. */
    private static final Set<String> REMEMBERS_NOTHING = Set.of("xfs", "btrfs", "tmpfs");

    private LocalFileSystem() {}

    static boolean countsEvictions(Path file) {
        return Host.LINUX && LOCAL.contains(typeOf(file));
    }

    /** Whether a block that was never written before may stay so though a second write went well. */
    static boolean mayMissBlocks(Path file) {
        return Host.LINUX && !REMEMBERS_NOTHING.contains(typeOf(file));
    }

    private static String typeOf(Path file) {
        try {
            return Files.getFileStore(file).type();
        } catch (IOException e) {
            return "";
        }
    }
}
