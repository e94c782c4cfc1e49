package io.fileview.cli;

import java.io.IOException;
import java.util.List;

/** Reports what is in memory after files have been read. */
final class WarmReport {
    private final Output output;
    private final ReportOption format;
    private final long skipped;

    WarmReport(Output output, ReportOption format, long skipped) {
        this.output = output;
        this.format = format;
        this.skipped = skipped;
    }

    /** Reports the results; returns the exit code. */
    int write(List<Warming.Result> files, long failures) throws IOException {
        PageCount before = PageCount.NONE;
        PageCount after = PageCount.NONE;
        for (Warming.Result file : files) {
            before = before.plus(file.before());
            after = after.plus(file.after());
        }
        Warming.Result total = new Warming.Result(null, before, after);
        boolean isJson =
                format.wrote(
                        output,
                        files,
                        json -> {
                            json.writeNumberField("files", files.size());
                            json.writeNumberField("failedFiles", failures);
                            json.writeNumberField("skippedFiles", skipped);
                            total.write(json);
                        });
        if (!isJson) {
            text(files, total);
        }
        long incomplete = 0;
        for (Warming.Result file : files) {
            if (file.after().isKnown() && file.after().missing() > 0) {
                incomplete++;
                output.error(
                        file.name()
                                + ": "
                                + Amount.count(file.after().missing(), "page")
                                + " of "
                                + Amount.grouped(file.after().pages())
                                + " did not stay in memory; read less at a time, or keep it there"
                                + " with 'fileview hold'");
            }
        }
        return failures + incomplete > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    private void text(List<Warming.Result> files, Warming.Result total) {
        for (Warming.Result file : files) {
            if (files.size() == 1 || !file.after().isKnown()) {
                output.line(Printable.oneLine(file.name() + ": " + sentence(file)));
            }
        }
        if (files.size() != 1 || skipped > 0) {
            boolean isPartlyUnknown = !total.after().isKnown();
            output.line(
                    Amount.count(files.size(), "file")
                            + (files.isEmpty()
                                    ? ""
                                    : isPartlyUnknown
                                            ? " have been read; how much of them is in memory is"
                                                    + " partly unknown"
                                            : ": " + sentence(total))
                            + (skipped > 0
                                    ? "; " + Amount.count(skipped, "file")
                                            + " larger than --max skipped"
                                    : ""));
        }
    }

    private static String sentence(Warming.Result result) {
        PageCount after = result.after();
        if (!after.isKnown()) {
            return "has been read; how much of it is in memory is unknown: " + after.whyUnknown();
        }
        if (after.pages() == 0) {
            return "no pages, because nothing but empty files was given";
        }
        return Amount.grouped(after.resident())
                + " of "
                + Amount.count(after.pages(), "page")
                + " are in memory ("
                + Amount.ofBytes(after.residentBytes())
                + ")"
                + (result.before().isKnown()
                        ? ", " + Amount.grouped(result.before().resident()) + " of them before"
                        : "")
                + (after.holes() > 0
                        ? "; "
                                + Amount.count(after.holes(), "page")
                                + " in holes, which have nothing to read"
                        : "");
    }
}
