package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Lets go of the pages of a file, and counts those that stay. */
final class Dropping {
    /** The kernel may be using a page just then. */
    private static final int MOST_ATTEMPTS = 4;

    private static final long NANOS_BETWEEN = 10_000_000;

    private final Path path;
    private final FileParts parts;
    private @Nullable Long changed = 0L;

    Dropping(Path path, FileMapping mapping, List<ByteRange> ranges) {
        this.path = path;
        this.parts = new FileParts(mapping, ranges);
    }

    /**
     * What happened to the pages of a file.
     *
     * @param path the file; null for all files
     * @param before its pages before
     * @param after those afterwards
     * @param changed how many of those that stayed are dirty or being written; null if unknown
     * @param inMemory whether the file system has no other place for its files
     * @param mappedBy the processes that map the file; null if unknown, or if no page stayed
     * @param lockedBytes how much of it the mappings of each of them have locked
     */
    record Result(
            @Nullable Path path,
            PageCount before,
            PageCount after,
            @Nullable Long changed,
            boolean inMemory,
            @Nullable List<MappingProcess> mappedBy,
            List<Long> lockedBytes)
            implements ReportOption.Row {
        String name() {
            return path == null ? "" : PathText.line(path);
        }

        boolean isKnown() {
            return before.isKnown() && after.isKnown();
        }

        /** Pages that others have read meanwhile count as if they had stayed. */
        long dropped() {
            return Math.max(0, before.resident() - after.resident());
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            if (path != null) {
                JsonReport.path(json, path);
            }
            json.writeNumberField("pages", after.pages());
            JsonReport.number(
                    json, "residentPagesBefore", before.isKnown() ? before.resident() : null);
            JsonReport.number(json, "residentPages", after.isKnown() ? after.resident() : null);
            if (path != null) {
                JsonReport.number(json, "dirtyOrWritebackPages", changed);
                json.writeBooleanField("fileSystemInMemory", inMemory);
                processes(json);
            }
            if (!isKnown()) {
                String why = after.whyUnknown();
                json.writeStringField(
                        "whyUnknown", String.valueOf(why == null ? before.whyUnknown() : why));
            }
        }

        private void processes(JsonGenerator json) throws IOException {
            if (mappedBy == null) {
                json.writeNullField("mappedBy");
                return;
            }
            json.writeArrayFieldStart("mappedBy");
            for (int i = 0; i < mappedBy.size(); i++) {
                json.writeStartObject();
                json.writeNumberField("pid", mappedBy.get(i).pid());
                json.writeStringField("name", mappedBy.get(i).name());
                json.writeNumberField("lockedBytes", lockedBytes.get(i));
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    /** Lets go of the pages; who maps those that stayed is not looked for yet. */
    Result run(boolean flush) throws IOException {
        PageCount before = parts.count(FileParts.AT_MOST);
        if (flush) {
            parts.each(view -> view.flush(Durability.DEVICE));
        }
        parts.each(this::drop);
        PageCount after = parts.count(FileParts.AT_MOST);
        boolean stayed = after.isKnown() && after.resident() > 0;
        return new Result(
                path,
                before,
                after,
                changed,
                stayed && !DemoTarget.isOnDisk(path),
                null,
                List.of());
    }

    private void drop(View view) throws IOException {
        for (int i = 1;; i++) {
            if (!view.advise(Advice.DO_NOT_NEED)) {
                throw CommandFailure.failed(
                        PathText.line(path)
                                + ": its pages cannot be dropped, because this engine or the system"
                                + " does not support it; use the engine linux, on a local file");
            }
            PageMap pages = view.pages();
            if (pages.count(PageState.RESIDENT) == 0 || i == MOST_ATTEMPTS) {
                count(pages);
                return;
            }
            LockSupport.parkNanos(NANOS_BETWEEN);
        }
    }

    private void count(PageMap pages) {
        if (pages.unknown(PageState.DIRTY) > 0 || changed == null) {
            changed = null;
            return;
        }
        int count = pages.count(PageState.RESIDENT) == 0 ? 0 : pages.pageCount();
        for (int i = 0; i < count; i++) {
            if (pages.is(PageState.DIRTY, i) == Answer.YES
                    || pages.is(PageState.WRITEBACK, i) == Answer.YES) {
                changed++;
            }
        }
    }
}
