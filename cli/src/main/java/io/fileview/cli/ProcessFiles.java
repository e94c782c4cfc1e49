package io.fileview.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that one process maps or holds open, each by its identity and the links of {@code /proc}
 * that lead to the file itself, whatever its name leads to by now. What is no regular file is left
 * out where that is known.
 */
final class ProcessFiles {
    private final Path directory;
    private final ProcessMaps maps;
    private final Map<FileId, Use> files = new LinkedHashMap<>();
    private final Map<MapsLine, FileEntry> known = new HashMap<>();

    /** What the process does with a file. */
    static final class Use {
        private final List<Path> links = new ArrayList<>(2);
        private @Nullable String name;
        private boolean isOpen;
        private long mappedBytes;

        /** Links that lead to the file, or may. */
        List<Path> links() {
            return links;
        }

        /** The name of a mapped file as {@code maps} has it; null if it is only open. */
        @Nullable String name() {
            return name;
        }

        boolean isOpen() {
            return isOpen;
        }

        /** The length of the mappings; 0 if the file is only open. */
        long mappedBytes() {
            return mappedBytes;
        }
    }

    private ProcessFiles(Path directory, ProcessMaps maps) {
        this.directory = directory;
        this.maps = maps;
    }

    /** Looks at the process that a directory, such as {@code /proc/7}, is about. */
    static ProcessFiles read(Path directory) throws IOException {
        ProcessFiles process = new ProcessFiles(directory, ProcessMaps.read(directory));
        process.addOpen();
        process.maps.lines().forEach(process::addMapped);
        process.maps.name(); // as long as there is the process
        return process;
    }

    long pid() {
        return maps.pid();
    }

    String name() {
        return maps.name();
    }

    Map<FileId, Use> files() {
        return files;
    }

    /** Whether the process maps no more than this. */
    boolean isComplete() {
        return maps.isComplete();
    }

    private void addOpen() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.resolve("fd"))) {
            for (Path link : entries) {
                FileEntry entry = entry(link);
                FileId id = entry == null || !entry.isRegular() ? null : entry.id();
                if (id != null) {
                    Use use = files.computeIfAbsent(id, file -> new Use());
                    if (!use.isOpen) {
                        use.isOpen = true;
                        use.links.add(link);
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void addMapped(MapsLine line) {
        FileId id = line.file();
        if (id.hasSyntheticDevice()) {
            // maps may show another number than stat: on btrfs even one of several files.
            FileEntry entry = knownEntry(line);
            if (entry != null && !entry.isRegular()) {
                return;
            }
            id = entry == null || entry.id() == null ? id : entry.id();
        }
        Use use = files.computeIfAbsent(id, file -> new Use());
        if (use.name == null) {
            use.name = line.path();
            use.links.add(range(line));
            Path named = named(line);
            if (named != null) {
                use.links.add(named);
            }
        }
        use.mappedBytes += line.end() - line.start();
    }

    private Path range(MapsLine line) {
        return directory.resolve("map_files")
                .resolve(Long.toHexString(line.start()) + "-" + Long.toHexString(line.end()));
    }

    /** Files of programs have several mappings each. */
    private @Nullable FileEntry knownEntry(MapsLine line) {
        MapsLine key = anywhere(line);
        FileEntry entry = known.get(key);
        if (entry == null) {
            entry = entry(line);
            if (entry != null) {
                known.put(key, entry);
            }
        }
        return entry;
    }

    private static MapsLine anywhere(MapsLine line) {
        return new MapsLine(0, 0, "", line.file(), line.path());
    }

    /** Only root can follow the links of {@code map_files}; the name may lead to another file. */
    private @Nullable FileEntry entry(MapsLine line) {
        FileEntry entry = entry(range(line));
        Path named = entry != null ? null : named(line);
        if (named == null) {
            return entry;
        }
        FileEntry byName = entry(named);
        FileId id = byName == null ? null : byName.id();
        return id != null && id.inode() == line.file().inode() ? byName : null;
    }

    /** Null if the link leads nowhere by now, or may not be followed. */
    private static @Nullable FileEntry entry(Path link) {
        try {
            return FileEntry.of(link);
        } catch (IOException e) {
            return null;
        }
    }

    /** The name as the process sees it. */
    private @Nullable Path named(MapsLine line) {
        if (!line.path().startsWith("/")) {
            return null;
        }
        try {
            return UnixNames.path(
                    directory.resolve("root") + line.path().replace("\\012", "\n"));
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
