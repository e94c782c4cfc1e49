package io.fileview.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the mappings of one process after the other. The kernel answers only when the process lets it
 * look at its memory, which one that is stuck never does.
 */
final class ProcessScan {
    private final List<ProcessMaps> found = new ArrayList<>();
    private int unreadable;

    /**
     * What was seen of a process.
     *
     * @param process its mappings; null if they could not be read
     * @param isHidden whether it has memory that could not be inspected
     */
    private record Seen(@Nullable ProcessMaps process, boolean isHidden) {}

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
        processes.unreadable = scan.givenUp().size();
        for (Seen seen : scan.found()) {
            ProcessMaps process = seen.process();
            if (process != null) {
                processes.found.add(process);
            }
            if (seen.isHidden()) {
                processes.unreadable++;
            }
        }
        return processes;
    }

    private static @Nullable Seen look(Path directory) {
        try {
            ProcessMaps process = ProcessMaps.read(directory);
            return new Seen(process, !process.isComplete());
        } catch (AccessDeniedException e) {
            return new Seen(null, Processes.hasMemory(directory));
        } catch (IOException e) {
            return null; // it has ended
        }
    }

    List<ProcessMaps> found() {
        return found;
    }

    /** How many have memory that could not be inspected. */
    int unreadable() {
        return unreadable;
    }
}
