package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code fileview top} has seen at a time.
 *
 * @param time the time
 * @param files the files, sorted
 * @param sum the sums of all files
 * @param problems the files and directories that could not be inspected, and why
 * @param incomplete the files of which less is known than of others, and why
 * @param unreadable how many processes could not be inspected; null if the system shows none
 * @param cache what the file cache holds in all; null if that is unknown, or was not asked
 */
record TopSnapshot(
        Instant time,
        List<TopFile> files,
        Sum sum,
        List<String> problems,
        List<String> incomplete,
        @Nullable Integer unreadable,
        @Nullable PageCacheFigures cache) {

    /**
     * Sums of what is known of files.
     *
     * @param size bytes
     * @param residentBytes bytes in memory
     * @param sharedBytes those of them that are shared memory
     * @param dirtyBytes bytes that have been changed and are not yet being written
     */
    record Sum(long size, long residentBytes, long sharedBytes, long dirtyBytes) {
        static Sum of(List<TopFile> files) {
            long size = 0;
            long resident = 0;
            long shared = 0;
            long dirty = 0;
            for (TopFile file : files) {
                long bytes = orZero(file.residentBytes());
                size = Amount.sum(size, orZero(file.size()));
                resident += bytes;
                shared += file.isSharedMemory() ? bytes : 0;
                dirty += orZero(file.dirtyBytes());
            }
            return new Sum(size, resident, shared, dirty);
        }

        private static long orZero(@Nullable Long number) {
            return number == null ? 0 : number;
        }
    }

    List<TopFile> first(int rows) {
        return files.subList(0, Math.min(rows, files.size()));
    }

    /** Writes the fields of the total, which are described in docs/json.md. */
    void writeTotal(JsonGenerator json) throws IOException {
        json.writeStringField("time", time.toString());
        json.writeNumberField("files", files.size());
        json.writeNumberField("failedFiles", problems.size());
        json.writeNumberField("incompleteFiles", incomplete.size());
        json.writeNumberField("size", sum.size());
        json.writeNumberField("residentBytes", sum.residentBytes());
        json.writeNumberField("dirtyBytes", sum.dirtyBytes());
        json.writeFieldName("processesNotReadable");
        if (unreadable == null) {
            json.writeNull();
        } else {
            json.writeNumber(unreadable);
        }
        json.writeFieldName("cache");
        if (cache == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeNumberField("bytes", cache.cached());
        json.writeNumberField("sharedMemoryBytes", cache.shared());
        json.writeNumberField("attributedFileBytes", cache.knownFiles());
        json.writeNumberField("attributedSharedMemoryBytes", cache.knownShared());
        json.writeNumberField("restOfFileBytes", cache.restOfFiles());
        json.writeNumberField("restOfSharedMemoryBytes", cache.restOfShared());
        json.writeNumberField("excessBytes", cache.excess());
        json.writeEndObject();
    }
}
