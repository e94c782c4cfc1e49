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
 * The files that mappings are looked for. A mapping is recognised by device and inode. File systems
 * that make their device number up (btrfs, overlayfs) may show another one in {@code maps} than
 * {@code stat} does; their files are also recognised by path, if that is confirmed.
 */
final class WantedFiles {
    private final Set<FileId> ids = new HashSet<>();
    private final Map<String, FileId> byPath = new HashMap<>();
    private @Nullable Path ownMounts;

    void add(Path path, FileId id) {
        ids.add(id);
        if (id.deviceIsMadeUp()) {
            try {
                // A line end in a path is the one character that the kernel escapes.
                byPath.put(path.toRealPath().toString().replace("\n", "\\012"), id);
            } catch (IOException e) {
                return; // it has gone: its numbers must do
            }
        }
    }

    /** The file that the line of a process is about; null where it is none of these. */
    @Nullable FileId match(MapsLine line, Path process) {
        if (ids.contains(line.file())) {
            return line.file();
        }
        FileId candidate = byPath.isEmpty() ? null : byPath.get(line.path());
        return candidate != null && isConfirmed(candidate, line, process) ? candidate : null;
    }

    /** The same path may name another file in another container. */
    private boolean isConfirmed(FileId candidate, MapsLine line, Path process) {
        String range = Long.toHexString(line.start()) + "-" + Long.toHexString(line.end());
        try {
            return candidate.equals(FileId.of(process.resolve("map_files").resolve(range)));
        } catch (IOException e) {
            return sharesMounts(process); // map_files is for root
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
