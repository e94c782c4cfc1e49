package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the files that other processes map or hold open.
 *
 * <p>Source: {@code /proc/pid/maps}, {@code map_files} and {@code fd}, which only the owner of a
 * process and root can read.
 */
final class FilesInUse {
    private static final Path PROC = Path.of("/proc");

    /** How long to wait for one process. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<FileId, UsedFile> files = new LinkedHashMap<>();
    private int unreadable;

    /** What was seen of a process: its files, or null if they are hidden. */
    private record Seen(@Nullable ProcessFiles process) {}

    private FilesInUse() {}

    /**
     * Looks at all processes; null if the system does not expose what other processes use.
     *
     * @param silent the processes that never answered: they are left out, and new ones are added
     */
    static @Nullable FilesInUse now(Set<Path> silent) {
        List<Path> directories;
        try {
            directories = Processes.others(PROC);
        } catch (IOException | UnsupportedOperationException e) {
            return null; // there is no /proc, or it is not that of Linux
        }
        if (!Files.exists(PROC.resolve("1"))) {
            return null; // processes of other users are hidden (proc(5), hidepid)
        }
        return in(directories, silent, PATIENCE);
    }

    private static FilesInUse in(List<Path> directories, Set<Path> silent, Duration patience) {
        silent.retainAll(new HashSet<>(directories)); // those that have ended are not missed
        List<Path> asked = new ArrayList<>(directories);
        asked.removeAll(silent);
        BoundedScan<Path, Seen> scan = BoundedScan.of(asked, FilesInUse::look, patience);
        silent.addAll(scan.givenUp());
        FilesInUse files = new FilesInUse();
        files.unreadable = silent.size();
        for (Seen seen : scan.found()) {
            ProcessFiles process = seen.process();
            if (process == null || !process.isComplete()) {
                files.unreadable++;
            }
            if (process != null) {
                process.files().forEach(
                        (id, use) -> files.files.computeIfAbsent(id, UsedFile::new)
                                .add(process, use));
            }
        }
        return files;
    }

    private static @Nullable Seen look(Path directory) {
        try {
            return new Seen(ProcessFiles.read(directory));
        } catch (IOException e) {
            return Processes.mayHaveFiles(directory) ? new Seen(null) : null; // or it has ended
        }
    }

    Collection<UsedFile> all() {
        return files.values();
    }

    /** The processes that use a file. */
    List<FileHolder> holders(@Nullable FileId id) {
        UsedFile file = id == null ? null : files.get(id);
        return file == null ? List.of() : file.holders();
    }

    /** The number of processes that could not be inspected completely. They may use any file. */
    int unreadable() {
        return unreadable;
    }
}
