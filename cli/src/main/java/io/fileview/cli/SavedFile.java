package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fileview.ByteRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was in memory of a file.
 *
 * @param path its absolute path
 * @param id its identity; null if the system has none
 * @param size its size in bytes
 * @param modified when it was last changed
 * @param ranges the bytes of the pages that were in memory
 */
record SavedFile(
        Path path, @Nullable FileId id, long size, String modified, List<ByteRange> ranges) {

    /** The file at a path as it is now. */
    static SavedFile of(Path path, List<ByteRange> ranges) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new SavedFile(
                path.toAbsolutePath(),
                FileId.of(path),
                attributes.size(),
                attributes.lastModifiedTime().toInstant().toString(),
                ranges);
    }

    /**
     * Returns in what the file differs now. Devices are not compared: they may get other numbers
     * when the machine starts.
     */
    List<String> changes() throws IOException {
        SavedFile now = of(path, List.of());
        List<String> changes = new ArrayList<>();
        if (id != null && now.id != null && id.inode() != now.id.inode()) {
            changes.add("is another file (inode " + now.id.inode() + ", not " + id.inode() + ")");
        }
        if (size != now.size) {
            changes.add("has " + Amount.count(now.size, "byte") + ", not " + Amount.grouped(size));
        }
        if (!modified.equals(now.modified)) {
            changes.add("was modified at " + now.modified + ", not " + modified);
        }
        return changes;
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStringField("uri", FileNameBytes.uri(path));
        JsonReport.path(json, path);
        JsonReport.number(json, "device", id == null ? null : id.device());
        JsonReport.number(json, "inode", id == null ? null : id.inode());
        json.writeNumberField("size", size);
        json.writeStringField("modified", modified);
        json.writeArrayFieldStart("ranges");
        for (ByteRange range : ranges) {
            json.writeStartArray();
            json.writeNumber(range.offset());
            json.writeNumber(range.length());
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
