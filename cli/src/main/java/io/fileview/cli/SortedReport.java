package io.fileview.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Waits for the last file, and passes all on in another order. */
final class SortedReport implements StatReport {
    private static final long NANOS_BETWEEN = 200_000_000L;

    private final StatReport report;
    private final SortKey key;
    private final Output output;
    private final List<Found> files = new ArrayList<>();
    private long lastShown = System.nanoTime();
    private boolean onScreen;

    private record Found(FileFacts file, boolean inTree) {}

    SortedReport(StatReport report, SortKey key, Output output) {
        this.report = report;
        this.key = key;
        this.output = output;
    }

    @Override
    public int cells(boolean inTree) {
        return report.cells(inTree);
    }

    @Override
    public boolean showsShares(boolean inTree) {
        return report.showsShares(inTree);
    }

    @Override
    public void file(FileFacts file, boolean inTree) {
        files.add(new Found(file, inTree));
        long now = System.nanoTime();
        if (output.terminal().showsErrors() && now - lastShown >= NANOS_BETWEEN) {
            lastShown = now;
            onScreen = true;
            output.errorText("\r" + Amount.count(files.size(), "file") + " so far ");
        }
    }

    @Override
    public void clear() {
        if (onScreen) {
            onScreen = false;
            output.errorText("\r" + " ".repeat(40) + "\r");
        }
    }

    @Override
    public void end(StatTotal total) throws IOException {
        clear();
        files.sort(Comparator.comparing(Found::file, key.order()));
        for (Found found : files) {
            report.file(found.file(), found.inTree());
        }
        report.end(total);
    }
}
