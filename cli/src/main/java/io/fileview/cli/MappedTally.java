package io.fileview.cli;

import org.jspecify.annotations.Nullable;

/** The totals of the mappings of one file in one process. */
final class MappedTally {
    private boolean read;
    private boolean write;
    private boolean execute;
    private boolean shared;
    private boolean copied;
    private int mappings;
    private long mapped;
    private @Nullable Long resident = 0L;

    /** Adds a mapping, and how much of it is in the working set; null if that is unknown. */
    void add(MapsLine line, @Nullable Long residentBytes) {
        String access = line.access();
        read |= access.charAt(0) == 'r';
        write |= access.charAt(1) == 'w';
        execute |= access.charAt(2) == 'x';
        shared |= access.charAt(3) == 's';
        copied |= access.charAt(3) == 'p';
        mappings++;
        mapped += line.end() - line.start();
        resident =
                resident == null || residentBytes == null
                        ? null
                        : Long.valueOf(resident + residentBytes);
    }

    MappingProcess result(ProcessMaps process) {
        String access =
                (read ? "r" : "-")
                        + (write ? "w" : "-")
                        + (execute ? "x" : "-")
                        + (copied ? "p" : "")
                        + (shared ? "s" : "");
        return new MappingProcess(
                process.pid(),
                process.name(),
                access,
                mappings,
                mapped,
                resident,
                process.isComplete());
    }
}
