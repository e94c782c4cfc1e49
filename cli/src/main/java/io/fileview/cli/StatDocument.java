package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fileview.ByteRange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The results of {@code fileview stat} as JSON. */
final class StatDocument {
    private final JsonGenerator json;

    StatDocument(JsonGenerator json) {
        this.json = json;
    }

    void file(FileFacts file) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", file.path().toString());
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
    }

    void total(StatTotal total, @Nullable MappingProcesses processes) throws IOException {
        json.writeObjectFieldStart("total");
        json.writeNumberField("files", total.files());
        json.writeNumberField("failedFiles", total.failed());
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
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void shares(@Nullable ShareHistogram shares) throws IOException {
        boolean nothingKnown =
                shares == null || (shares.pagesByCount().isEmpty() && shares.unknownPages() > 0);
        if (shares == null || nothingKnown) {
            json.writeNullField("shareCounts");
        } else {
            json.writeObjectFieldStart("shareCounts");
            for (Map.Entry<Integer, Long> entry : shares.pagesByCount().entrySet()) {
                json.writeNumberField(entry.getKey().toString(), entry.getValue());
            }
            json.writeEndObject();
        }
        JsonReport.number(
                json, "shareCountUnknownPages", shares == null ? null : shares.unknownPages());
    }
}
