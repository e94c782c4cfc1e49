package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the mappings of one process after the other. The kernel answers only when the process lets it
 * look at its memory, which one that is stuck never does.
 */
final class ProcessScan {
    private final List<ProcessMaps> found = new ArrayList<>();
    private final Set<Long> unreadable = new LinkedHashSet<>();

    /**
     * What was seen of a process.
     *
     * @param process its mappings; null if they could not be read
     * @param isHidden whether it has memory that could not be inspected
     */
    private record Seen(Path directory, @Nullable ProcessMaps process, boolean isHidden) {}

    private ProcessScan() {}

    /**
     * Reads all processes.
     *
     * @param directories the directories of the processes, whose names are numbers
     * @param limit how long to wait for one of them; after the first that does not answer, less
     */
    static ProcessScan of(List<Path> directories, Duration limit) {
        BoundedScan<Path, Seen> scan = BoundedScan.of(directories, ProcessScan::look, limit);
        ProcessScan processes = new ProcessScan();
        scan.givenUp().forEach(each -> processes.unreadable.add(Processes.pid(each)));
        for (Seen seen : scan.found()) {
            ProcessMaps process = seen.process();
            if (process != null) {
                processes.found.add(process);
            }
            if (seen.isHidden()) {
                processes.unreadable.add(Processes.pid(seen.directory()));
            }
        }
        return processes;
    }

    private static Seen look(Path directory) {
        try {
            ProcessMaps process = ProcessMaps.read(directory);
            return new Seen(directory, process, !process.isComplete());
        } catch (IOException e) {
            return new Seen(directory, null, Processes.mayHaveFiles(directory)); // or it has ended
        }
    }

    List<ProcessMaps> found() {
        return found;
    }

    /** Those whose memory could not be inspected, or not all of it. */
    Set<Long> unreadable() {
        return unreadable;
    }
}
