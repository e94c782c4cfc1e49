package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unmapping removes every page from the working set immediately. */
final class WorkingSetPromise implements Promise {
    private static final long LENGTH = 64L << 20;

    /** On a file system in memory, each page that is read of a hole takes up its space. */
    private static final long LENGTH_IN_MEMORY = 1L << 20;

    /** Windows tells only the size of the whole working set. */
    private static final long LEAST_ON_WINDOWS = 16L << 20;

    /** Allows for pages of its own files that the JVM faults in or releases meanwhile. */
    private static final int TOLERANCE = 16;

    private static final int ATTEMPTS = 5;

    @Override
    public String statement() {
        return "each unmapped page leaves the working set immediately";
    }

    @Override
    public String action() {
        return "mapped up to 64 MiB, read a byte of each page, and unmapped the view";
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        Observation seen = attempt(target);
        for (int i = 1; i < ATTEMPTS && seen.result() == Observation.Result.NOT_SEEN; i++) {
            seen = attempt(target);
        }
        return seen;
    }

    private static Observation attempt(DemoTarget target) throws IOException {
        if (Platform.WINDOWS && target.size() < LEAST_ON_WINDOWS) {
            return Observation.notShown(
                    "the working set of this process changes by more than the size of the file"
                            + " meanwhile; use a larger one");
        }
        long before = resident();
        if (before < 0) {
            return Observation.unsupported(
                    Platform.WINDOWS
                            ? "the JVM does not allow the call that tells the size of the working set"
                            : "there is no RssFile in /proc/self/status");
        }
        long length = target.isOnDisk() ? LENGTH : LENGTH_IN_MEMORY;
        long touched;
        PageMap pages;
        try (FileMapping mapping = target.open(Protection.READ_ONLY);
                View view = mapping.map(0, target.atMost(length))) {
            for (long at = 0; at < view.length(); at += view.pageSize()) {
                view.guarded().getByte(at);
            }
            pages = view.pages();
            touched = resident();
        }
        long after = resident();
        long mapped = pages.pageCount() * pages.pageSize();
        long least = mapped - mapped / TOLERANCE;
        boolean allIn =
                pages.unknown(PageState.WORKING_SET) > 0
                        || pages.count(PageState.WORKING_SET) == pages.pageCount();
        return Observation.of(
                allIn && touched - before >= least && touched - after >= least,
                (Platform.WINDOWS ? "working set" : "file pages in the working set")
                        + " of this process, in KiB: "
                        + Amount.grouped(before / 1024)
                        + " → "
                        + Amount.grouped(touched / 1024)
                        + " → "
                        + Amount.grouped(after / 1024)
                        + ", for a view of "
                        + Amount.count(pages.pageCount(), "page"));
    }

    /** On Windows, which does not tell them apart, with the pages that are of no file. */
    private static long resident() throws IOException {
        return Platform.WINDOWS ? WindowsProcess.workingSetBytes() : residentOfFiles();
    }

    /** Pages of files in memory are counted as shared memory. */
    private static long residentOfFiles() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return -1;
        }
        String text = Files.readString(status, StandardCharsets.UTF_8);
        long onDisk = kibibytes(text, "\nRssFile:");
        return onDisk < 0 ? -1 : 1024 * (onDisk + Math.max(0, kibibytes(text, "\nRssShmem:")));
    }

    private static long kibibytes(String text, String label) {
        int line = text.indexOf(label);
        if (line < 0) {
            return -1;
        }
        String number = text.substring(line + label.length(), text.indexOf(" kB", line));
        return Long.parseLong(number.trim());
    }
}
