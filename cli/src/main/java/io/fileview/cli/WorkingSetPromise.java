package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unmapping takes every page out of the working set, at once. */
final class WorkingSetPromise implements Promise {
    private static final long LENGTH = 64L << 20;

    /** The JVM brings in and drops pages of its own files meanwhile. */
    private static final int TOLERANCE = 16;

    private static final int ATTEMPTS = 5;

    @Override
    public String words() {
        return "each unmapped page leaves the working set at once";
    }

    @Override
    public String deed() {
        return "mapped up to 64 MiB, read a byte of each page, and unmapped the view";
    }

    @Override
    public Seen show(Stage stage) throws IOException {
        Seen seen = attempt(stage);
        for (int i = 1; i < ATTEMPTS && seen.result() == Seen.Result.NOT_SEEN; i++) {
            seen = attempt(stage);
        }
        return seen;
    }

    private static Seen attempt(Stage stage) throws IOException {
        long before = residentOfFiles();
        if (before < 0) {
            return Seen.unsupported("there is no /proc/self/status that tells RssFile");
        }
        long touched;
        PageMap pages;
        try (FileMapping mapping = stage.open(Protection.READ_ONLY);
                View view = mapping.map(0, stage.atMost(LENGTH))) {
            for (long at = 0; at < view.length(); at += view.pageSize()) {
                view.segment().get(ValueLayout.JAVA_BYTE, at);
            }
            pages = view.pages();
            touched = residentOfFiles();
        }
        long after = residentOfFiles();
        long length = pages.pageCount() * pages.pageSize();
        long least = length - length / TOLERANCE;
        boolean allIn =
                pages.unknown(PageState.WORKING_SET) > 0
                        || pages.count(PageState.WORKING_SET) == pages.pageCount();
        return Seen.of(
                allIn && touched - before >= least && touched - after >= least,
                "file pages in the working set of this process, in KiB: "
                        + Amount.grouped(before / 1024)
                        + " → "
                        + Amount.grouped(touched / 1024)
                        + " → "
                        + Amount.grouped(after / 1024)
                        + ", for a view of "
                        + Amount.count(pages.pageCount(), "page"));
    }

    private static long residentOfFiles() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return -1;
        }
        String text = Files.readString(status, StandardCharsets.UTF_8);
        int line = text.indexOf("\nRssFile:");
        if (line < 0) {
            return -1;
        }
        String number = text.substring(line + "\nRssFile:".length(), text.indexOf(" kB", line));
        return Long.parseLong(number.trim()) * 1024;
    }
}
