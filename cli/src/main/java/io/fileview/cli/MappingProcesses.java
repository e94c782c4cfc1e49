package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of which files other processes map. Each process is inspected once, whatever the number
 * of files, and before the first of them, so that files can be looked up one after the other.
 *
 * <p>Source: {@code /proc/pid/maps} and {@code smaps}, which only the owner of a process and root
 * can read.
 */
final class MappingProcesses {
    private static final Path PROC = Path.of("/proc");

    /** How long to wait for one process. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final FileMatcher matcher = new FileMatcher();
    private final Map<FileId, List<Mapping>> byFile = new HashMap<>();
    private final Map<String, List<Mapping>> byPath = new HashMap<>();
    private final Set<String> lastNames = new HashSet<>();
    private Set<Long> unreadable = Set.of();

    /**
     * A mapping of a file.
     *
     * @param process the process that maps it
     * @param line its description
     */
    private record Mapping(ProcessMaps process, MapsLine line) {}

    private MappingProcesses() {}

    /** Looks at all processes; null if the system does not expose which files they map. */
    static @Nullable MappingProcesses now() {
        return in(PROC, PATIENCE);
    }

    /** The same with another directory in the place of {@code /proc}. */
    static @Nullable MappingProcesses in(Path proc, Duration limit) {
        List<Path> directories;
        try {
            directories = Processes.others(proc);
        } catch (IOException | UnsupportedOperationException e) {
            return null; // there is no /proc, or it is not that of Linux
        }
        if (!Files.exists(proc.resolve("1"))) {
            return null; // processes of other users are hidden (proc(5), hidepid)
        }
        MappingProcesses processes = new MappingProcesses();
        processes.look(directories, limit);
        return processes;
    }

    private void look(List<Path> directories, Duration limit) {
        ProcessScan scan = ProcessScan.of(directories, limit);
        unreadable = scan.unreadable();
        for (ProcessMaps process : scan.found()) {
            for (MapsLine line : process.lines()) {
                Mapping mapping = new Mapping(process, line);
                byFile.computeIfAbsent(line.file(), file -> new ArrayList<>(1)).add(mapping);
                byPath.computeIfAbsent(line.path(), path -> new ArrayList<>(1)).add(mapping);
                lastNames.add(line.path().substring(line.path().lastIndexOf('/') + 1));
            }
        }
    }

    /** The processes that map a file. */
    List<MappingProcess> of(Path path, FileId file) {
        return of(path, file, false);
    }

    /** The same of a file that has been found by its path, which is thus no symbolic link. */
    List<MappingProcess> ofEntry(Path path, FileId file) {
        return of(path, file, true);
    }

    private List<MappingProcess> of(Path path, FileId file, boolean isNoLink) {
        Map<ProcessMaps, MappedTally> tallies = new LinkedHashMap<>();
        for (Mapping mapping : byFile.getOrDefault(file, List.of())) {
            add(tallies, mapping);
        }
        String name = mayBeNamed(path, file, isNoLink) ? FileMatcher.pathInMaps(path, file) : null;
        for (Mapping mapping : byPath.getOrDefault(name == null ? "" : name, List.of())) {
            if (name != null
                    && !mapping.line().file().equals(file)
                    && matcher.isConfirmed(
                            file, mapping.line(), mapping.process().directory())) {
                add(tallies, mapping);
            }
        }
        List<MappingProcess> processes = new ArrayList<>(tallies.size());
        tallies.forEach((process, tally) -> processes.add(tally.result(process)));
        return processes;
    }

    /** Most files can be ruled out without a look at all the directories on the way to them. */
    private boolean mayBeNamed(Path path, FileId file, boolean isNoLink) {
        Path last = path.getFileName();
        return file.hasSyntheticDevice()
                && (last == null
                        || lastNames.contains(FileMatcher.inMaps(last))
                        || (!isNoLink && Files.isSymbolicLink(path)));
    }

    private static void add(Map<ProcessMaps, MappedTally> tallies, Mapping mapping) {
        MapsLine line = mapping.line();
        tallies.computeIfAbsent(mapping.process(), process -> new MappedTally())
                .add(line, mapping.process().residentBytes(line));
    }

    /** The number of processes that could not be inspected completely. They may map any file. */
    int unreadable() {
        return unreadable.size();
    }

    /** Their numbers. */
    Set<Long> unreadableIds() {
        return unreadable;
    }
}
