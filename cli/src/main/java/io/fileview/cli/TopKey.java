package io.fileview.cli;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What {@code fileview top} sorts by, the largest first and what is unknown last. */
enum TopKey {
    CACHED,
    DIRTY,
    MAPPED,
    SIZE;

    /** Files that are equal by the key are sorted by what is in memory, then by name. */
    Comparator<TopFile> order() {
        return Comparator.comparingLong(this::number)
                .reversed()
                .thenComparing(
                        Comparator.comparingLong((TopFile file) -> orLast(file.residentBytes()))
                                .reversed())
                .thenComparing(file -> file.name().line());
    }

    private long number(TopFile file) {
        return switch (this) {
            case CACHED -> orLast(file.residentBytes());
            case DIRTY -> orLast(file.dirtyBytes());
            case MAPPED -> orLast(file.mappingProcesses());
            case SIZE -> orLast(file.size());
        };
    }

    private static long orLast(@Nullable Long number) {
        return number == null ? -1 : number;
    }
}
