package io.fileview.cli;

import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What files are sorted by: names from the first on, numbers from the largest on, unknown last. */
enum SortKey {
    NAME,
    SIZE,
    CACHED,
    DIRTY;

    /** As it is typed, and completed by the shell. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Files that are equal by the key are sorted by name. */
    Comparator<FileFacts> order() {
        Comparator<FileFacts> byName = Comparator.comparing(FileFacts::path);
        return this == NAME
                ? byName
                : Comparator.comparingLong(this::number).reversed().thenComparing(byName);
    }

    private long number(FileFacts file) {
        return switch (this) {
            case NAME -> 0;
            case SIZE -> file.size();
            case CACHED -> orLast(file.residentBytes());
            case DIRTY -> orLast(file.dirtyBytes());
        };
    }

    private static long orLast(@Nullable Long number) {
        return number == null ? -1 : number;
    }
}
