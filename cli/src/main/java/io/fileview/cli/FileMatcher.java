package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises mappings of the given files by device and inode. On file systems with synthetic device
 * numbers (btrfs, overlayfs), {@code maps} may show another number than {@code stat}; their files
 * are also recognised by path, if that can be confirmed.
 */
final class FileMatcher {
    private final Set<FileId> ids = new HashSet<>();
    private final Map<String, FileId> byPath = new HashMap<>();
    private @Nullable Path ownMounts;

    void add(Path path, FileId id) {
        ids.add(id);
        if (id.hasSyntheticDevice()) {
            try {
                // The kernel escapes only line feeds in paths.
                byPath.put(path.toRealPath().toString().replace("\n", "\\012"), id);
            } catch (IOException e) {
                return; // the file has been deleted; its numbers have to suffice
            }
        }
    }

    /** The file that a line of a process describes; null if it is none of the given files. */
    @Nullable FileId match(MapsLine line, Path process) {
        if (ids.contains(line.file())) {
            return line.file();
        }
        FileId candidate = byPath.isEmpty() ? null : byPath.get(line.path());
        return candidate != null && isConfirmed(candidate, line, process) ? candidate : null;
    }

    /** The same path may lead to another file in another mount namespace. */
    private boolean isConfirmed(FileId candidate, MapsLine line, Path process) {
        String range = Long.toHexString(line.start()) + "-" + Long.toHexString(line.end());
        try {
            return candidate.equals(FileId.of(process.resolve("map_files").resolve(range)));
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
