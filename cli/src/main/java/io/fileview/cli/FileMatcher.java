package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Recognises mappings of a file. On file systems with synthetic device numbers (btrfs, overlayfs),
 * {@code maps} may show another number than {@code stat}; their files are also recognised by path,
 * if that can be confirmed.
 */
final class FileMatcher {
    private @Nullable Path ownMounts;

    /** How {@code maps} writes the path; null if it has no use or the file has been deleted. */
    static @Nullable String pathInMaps(Path path, FileId file) {
        try {
            return file.hasSyntheticDevice() ? inMaps(path.toRealPath()) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** How {@code maps} writes a name: of its characters, the kernel escapes only line feeds. */
    static String inMaps(Path name) {
        return PathText.of(name).text().replace("\n", "\\012");
    }

    /** The same path may lead to another file in another mount namespace. */
    boolean isConfirmed(FileId file, MapsLine line, Path process) {
        String range = Long.toHexString(line.start()) + "-" + Long.toHexString(line.end());
        try {
            return file.equals(FileId.of(process.resolve("map_files").resolve(range)));
        } catch (IOException e) {
            return sharesMounts(process); // only root can read map_files
        }
    }

    private boolean sharesMounts(Path process) {
        try {
            if (ownMounts == null) {
                ownMounts = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
            }
            return ownMounts.equals(Files.readSymbolicLink(process.resolve("ns/mnt")));
        } catch (IOException e) {
            return false;
        }
    }
}
