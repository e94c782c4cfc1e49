package io.fileview.cli;

import org.jspecify.annotations.Nullable;

/**
 * A process that maps a file.
 *
 * @param pid the process id
 * @param name its name
 * @param access the combined access of its mappings of the file, in the letters of {@code
 *     /proc/pid/maps}: r, w and x or a dash, then p for private, s for shared, or both
 * @param mappings the number of these mappings
 * @param mappedBytes the total length of these mappings; a part that is mapped twice counts twice
 * @param residentBytes how much of that is in the working set of the process; null if the system
 *     does not expose it
 * @param isComplete false if the process may have more mappings of the file: one of its mappings is
 *     described in a form that is not understood
 */
record MappingProcess(
        long pid,
        String name,
        String access,
        int mappings,
        long mappedBytes,
        @Nullable Long residentBytes,
        boolean isComplete) {}
