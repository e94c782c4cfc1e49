package io.fileview.cli;

import org.jspecify.annotations.Nullable;

/**
 * A process that has a file mapped.
 *
 * @param pid its number
 * @param name its name
 * @param access what its mappings of the file may do, all together, in the letters of {@code
 *     /proc/pid/maps}: r, w and x or a dash, then s for shared or p for private or both
 * @param mappedBytes how much of the file they map, a part that is mapped twice counted twice
 * @param residentBytes how much of that is in the process's working set, or null where the system
 *     does not tell
 */
record MappingProcess(
        long pid, String name, String access, long mappedBytes, @Nullable Long residentBytes) {}
