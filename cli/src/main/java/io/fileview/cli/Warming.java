package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fileview.ByteRange;
import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings parts of files into memory. First what is missing is counted, so that too much is refused
 * before anything is read; at the end the pages are counted again, because the system may have
 * evicted some meanwhile.
 */
final class Warming {
    private final Output output;
    private final EngineOption engine;
    private final List<Target> targets = new ArrayList<>();
    private long failed;

    Warming(Output output, EngineOption engine) {
        this.output = output;
        this.engine = engine;
    }

    /** Which parts of an open file are wanted. */
    interface Parts {
        List<ByteRange> of(FileMapping mapping) throws IOException;
    }

    private static final class Target {
        private final Path path;
        private final Parts parts;
        private boolean isFailed;
        private PageCount before = PageCount.NONE;

        Target(Path path, Parts parts) {
            this.path = path;
            this.parts = parts;
        }
    }

    /**
     * The pages of a file.
     *
     * @param path the file
     * @param before those before it was read
     * @param after those when all files had been read
     */
    record Result(@Nullable Path path, PageCount before, PageCount after)
            implements ReportOption.Row {
        String name() {
            return path == null ? "" : PathText.line(path);
        }

        @Override
        public void write(JsonGenerator json) throws IOException {
            if (path != null) {
                JsonReport.path(json, path);
            }
            boolean isKnown = after.isKnown() && before.isKnown();
            json.writeNumberField("pages", after.pages());
            JsonReport.number(
                    json, "residentPagesBefore", before.isKnown() ? before.resident() : null);
            JsonReport.number(json, "residentPages", after.isKnown() ? after.resident() : null);
            JsonReport.number(
                    json, "residentBytes", after.isKnown() ? after.residentBytes() : null);
            JsonReport.number(json, "holePages", after.isKnown() ? after.holes() : null);
            JsonReport.number(json, "missingPages", after.isKnown() ? after.missing() : null);
            if (!isKnown) {
                String why = after.whyUnknown();
                json.writeStringField(
                        "whyUnknown", String.valueOf(why == null ? before.whyUnknown() : why));
            }
        }
    }

    void add(Path path, Parts parts) {
        targets.add(new Target(path, parts));
    }

    void failed(Path file, Exception problem) {
        failed++;
        output.error(ErrorSentence.of(problem, file));
    }

    long failures() {
        return failed;
    }

    private interface Step {
        void on(FileParts parts) throws IOException;
    }

    /** Opens a file that has not failed yet. If it fails now, that is told, and it is left out. */
    private void with(Target target, Step step) {
        if (target.isFailed) {
            return;
        }
        try (FileMapping mapping = engine.open(target.path)) {
            if (mapping.size() > 0) {
                step.on(new FileParts(mapping, target.parts.of(mapping)));
            }
        } catch (IOException e) {
            target.isFailed = true;
            failed(target.path, e);
        }
    }

    /**
     * Reads what is missing.
     *
     * @param force whether also what memory has no room for
     * @param showProgress whether a line shows the progress
     */
    void run(boolean force, boolean showProgress) {
        count();
        PageCount sum = before();
        if (!force) {
            MemoryRoom.require(sum.missingBytes(), sum.residentBytes());
        }
        bringIn(new Progress(output, showProgress, sum.missingBytes()));
    }

    /** Counts the pages that are in memory, and those that would have to be read. */
    private void count() {
        for (Target target : targets) {
            with(target, parts -> target.before = parts.count(FileParts.AT_MOST));
        }
    }

    private PageCount before() {
        PageCount sum = PageCount.NONE;
        for (Target target : targets) {
            sum = sum.plus(target.before);
        }
        return sum;
    }

    private void bringIn(Progress progress) {
        long[] done = {0};
        for (Target target : targets) {
            if (target.before.missing() > 0) {
                with(target, parts -> parts.bringIn(bytes -> progress.at(done[0] += bytes)));
            }
        }
        progress.end();
    }

    List<Result> results() {
        List<Result> results = new ArrayList<>();
        for (Target target : targets) {
            PageCount[] after = {PageCount.NONE};
            with(target, parts -> after[0] = parts.count(FileParts.EXACT));
            if (!target.isFailed) {
                results.add(new Result(target.path, target.before, after[0]));
            }
        }
        return results;
    }
}
