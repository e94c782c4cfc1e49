package io.fileview.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Waits for the last file, and passes all on in another order. */
final class SortedReport implements StatReport {
    private final StatReport report;
    private final SortKey key;
    private final FilesSoFar soFar;
    private final List<Found> files = new ArrayList<>();

    private record Found(FileFacts file, boolean inTree) {}

    SortedReport(StatReport report, SortKey key, Output output) {
        this.report = report;
        this.key = key;
        this.soFar = new FilesSoFar(output);
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
        soFar.at(files.size());
    }

    @Override
    public void clear() {
        soFar.clear();
    }

    @Override
    public void end(StatTotal total) throws IOException {
        soFar.end();
        files.sort(Comparator.comparing(Found::file, key.order()));
        for (Found found : files) {
            report.file(found.file(), found.inTree());
        }
        report.end(total);
    }
}
