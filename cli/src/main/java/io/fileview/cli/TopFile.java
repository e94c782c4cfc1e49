package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code fileview top} knows about a file.
 *
 * @param name its path, or what the kernel calls it
 * @param cached how much of it is in memory; null if it could not be opened
 * @param isDeleted whether it has no name any more
 * @param kind what its pages are
 * @param holders the other processes that map it or hold it open; null if that is unknown
 * @param whyUnknown why anything but the holders is unknown; null if all is known
 */
record TopFile(
        PathText name,
        @Nullable CachedFile cached,
        boolean isDeleted,
        Kind kind,
        @Nullable List<FileHolder> holders,
        @Nullable String whyUnknown) {

    /** What the pages of a file are. */
    enum Kind {
        /** Pages of a file system, which can be written there and evicted. */
        FILE,
        /** Pages of a tmpfs: shared memory, which can only be swapped out. */
        TMPFS,
        /** The same without a name: memfd, System V shared memory and shared anonymous mappings. */
        NAMELESS
    }

    boolean isSharedMemory() {
        return kind != Kind.FILE;
    }

    @Nullable Long residentBytes() {
        return cached == null ? null : cached.residentBytes();
    }

    @Nullable Long dirtyBytes() {
        return cached == null ? null : cached.dirtyBytes();
    }

    @Nullable Long size() {
        return cached == null ? null : Long.valueOf(cached.size());
    }

    /** How many other processes map it; null if that is unknown. */
    @Nullable Long mappingProcesses() {
        return holders == null
                ? null
                : Long.valueOf(holders.stream().filter(each -> each.mappedBytes() > 0).count());
    }

    /** The length of all their mappings; null if that is unknown. */
    @Nullable Long mappedBytes() {
        return holders == null
                ? null
                : Long.valueOf(holders.stream().mapToLong(FileHolder::mappedBytes).sum());
    }

    /** Writes the fields, which are described in docs/json.md. */
    void write(JsonGenerator json, Instant time) throws IOException {
        json.writeStringField("time", time.toString());
        JsonReport.path(json, name);
        JsonReport.number(json, "size", size());
        JsonReport.number(json, "pageSize", cached == null ? null : cached.pageSize());
        JsonReport.number(json, "residentPages", cached == null ? null : cached.resident());
        JsonReport.number(json, "residentBytes", residentBytes());
        JsonReport.number(json, "dirtyPages", cached == null ? null : cached.dirty());
        JsonReport.number(json, "writebackPages", cached == null ? null : cached.writeback());
        json.writeStringField("whyUnknown", whyUnknown);
        JsonReport.number(json, "mappingProcesses", mappingProcesses());
        JsonReport.number(json, "mappedBytes", mappedBytes());
        json.writeBooleanField("deleted", isDeleted);
        json.writeBooleanField("sharedMemory", isSharedMemory());
        json.writeFieldName("heldBy");
        if (holders == null) {
            json.writeNull();
            return;
        }
        json.writeStartArray();
        for (FileHolder holder : holders) {
            json.writeStartObject();
            json.writeNumberField("pid", holder.pid());
            json.writeStringField("name", holder.name());
            json.writeBooleanField("open", holder.isOpen());
            json.writeNumberField("mappedBytes", holder.mappedBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
