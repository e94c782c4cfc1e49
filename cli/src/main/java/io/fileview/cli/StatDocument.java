package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fileview.ByteRange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@code fileview stat} as JSON: a document with {@code files} and {@code total}, or
 * a line for each file and a last one with {@code total}. The fields are described in docs/json.md.
 */
final class StatDocument implements StatReport {
    private final JsonGenerator json;
    private final boolean shares;
    private final boolean lines;
    private final @Nullable MappingProcesses processes;

    /**
     * Creates the report. A document's array of files has been started.
     *
     * @param shares whether to count the mappings of each page
     * @param lines whether each file gets a line of its own
     * @param processes the processes that may map the files; null if they are unknown
     */
    StatDocument(
            JsonGenerator json,
            boolean shares,
            boolean lines,
            @Nullable MappingProcesses processes) {
        this.json = json;
        this.shares = shares;
        this.lines = lines;
        this.processes = processes;
    }

    @Override
    public int cells(boolean inTree) {
        return 0;
    }

    @Override
    public boolean showsShares(boolean inTree) {
        return shares;
    }

    @Override
    public void file(FileFacts file, boolean inTree) throws IOException {
        json.writeStartObject();
        JsonReport.path(json, file.path());
        json.writeNumberField("size", file.size());
        JsonReport.number(json, "pageSize", file.pageSize() == 0 ? null : file.pageSize());
        json.writeNumberField("pages", file.pages());
        JsonReport.number(json, "residentPages", file.residentPages());
        JsonReport.number(json, "residentBytes", file.residentBytes());
        JsonReport.number(json, "dirtyPages", file.dirtyPages());
        JsonReport.number(json, "writebackPages", file.writebackPages());
        JsonReport.number(json, "evictedPages", file.evictedPages());
        JsonReport.number(json, "recentlyEvictedPages", file.recentlyEvictedPages());
        if (file.ranges() != null) {
            ranges(file.ranges());
            json.writeNumberField("residentRangesLeftOut", file.rangesLeftOut());
        }
        mappedBy(file.mappedBy());
        shares(file.shares());
        json.writeEndObject();
        if (lines) {
            JsonReport.endLine(json);
        }
    }

    @Override
    public void end(StatTotal total) throws IOException {
        if (lines) {
            json.writeStartObject();
            total(total);
            json.writeEndObject();
            JsonReport.endLine(json);
        } else {
            json.writeEndArray();
            total(total);
        }
    }

    private void total(StatTotal total) throws IOException {
        json.writeObjectFieldStart("total");
        json.writeNumberField("files", total.files());
        json.writeNumberField("failedFiles", total.failed());
        json.writeNumberField("notMappableFiles", total.notMappable());
        json.writeNumberField("size", total.size());
        json.writeNumberField("pages", total.pages());
        JsonReport.number(json, "residentPages", total.residentPages());
        JsonReport.number(json, "residentBytes", total.residentBytes());
        JsonReport.number(json, "dirtyPages", total.dirtyPages());
        JsonReport.number(json, "writebackPages", total.writebackPages());
        JsonReport.number(json, "evictedPages", total.evictedPages());
        JsonReport.number(
                json,
                "processesNotReadable",
                processes == null ? null : Long.valueOf(processes.unreadable()));
        json.writeEndObject();
    }

    private void ranges(List<ByteRange> ranges) throws IOException {
        json.writeArrayFieldStart("residentRanges");
        for (ByteRange range : ranges) {
            json.writeStartObject();
            json.writeNumberField("offset", range.offset());
            json.writeNumberField("length", range.length());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void mappedBy(@Nullable List<MappingProcess> processes) throws IOException {
        if (processes == null) {
            json.writeNullField("mappedBy");
            return;
        }
        json.writeArrayFieldStart("mappedBy");
        for (MappingProcess process : processes) {
            json.writeStartObject();
            json.writeNumberField("pid", process.pid());
            json.writeStringField("name", process.name());
            json.writeStringField("access", process.access());
            json.writeNumberField("mappedBytes", process.mappedBytes());
            JsonReport.number(json, "residentBytes", process.residentBytes());
            json.writeBooleanField("complete", process.isComplete());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void shares(@Nullable ShareHistogram counted) throws IOException {
        boolean nothingKnown =
                counted == null || (counted.pagesByCount().isEmpty() && counted.unknownPages() > 0);
        if (counted == null || nothingKnown) {
            json.writeNullField("shareCounts");
        } else {
            json.writeObjectFieldStart("shareCounts");
            for (Map.Entry<Integer, Long> entry : counted.pagesByCount().entrySet()) {
                json.writeNumberField(entry.getKey().toString(), entry.getValue());
            }
            json.writeEndObject();
        }
        JsonReport.number(
                json, "shareCountUnknownPages", counted == null ? null : counted.unknownPages());
    }
}
