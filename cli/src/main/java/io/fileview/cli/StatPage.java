package io.fileview.cli;

import org.jspecify.annotations.Nullable;

/** Text: all about a file that was named, one row for each file of a tree, and the total. */
final class StatPage implements StatReport {
    private static final int MOST_CELLS = 200;
    private static final int LEAST_CELLS = 8;
    private static final int MARGIN = 16;

    private final Output output;
    private final Palette palette;
    private final int unreadable;
    private final StatText full;
    private final StatTable table;
    private final boolean onlyRows;
    private boolean hasHeading;

    /**
     * Creates the report.
     *
     * @param processes the processes that may map the files; null if they are unknown
     * @param ascii whether to use ASCII characters only
     * @param onlyRows whether files that were named get a row too
     */
    StatPage(
            Output output,
            Palette palette,
            @Nullable MappingProcesses processes,
            boolean ascii,
            boolean onlyRows) {
        this.output = output;
        this.palette = palette;
        this.unreadable = processes == null ? 0 : processes.unreadable();
        boolean plain = ascii || !ResidencyStrip.canDraw(output);
        this.full = new StatText(output, palette, plain, unreadable);
        this.table = new StatTable(output, palette, plain);
        this.onlyRows = onlyRows;
    }

    @Override
    public int cells(boolean inTree) {
        return isRow(inTree)
                ? StatTable.STRIP_CELLS
                : Math.max(
                        LEAST_CELLS, Math.min(MOST_CELLS, output.terminal().width() - MARGIN));
    }

    @Override
    public boolean showsShares(boolean inTree) {
        return !isRow(inTree);
    }

    private boolean isRow(boolean inTree) {
        return inTree || onlyRows;
    }

    @Override
    public void tree() {
        if (!onlyRows) {
            heading();
        }
    }

    private void heading() {
        hasHeading = true;
        table.heading();
        output.flush();
    }

    @Override
    public void file(FileFacts file, boolean inTree) {
        if (!isRow(inTree)) {
            full.file(file);
        } else {
            if (!hasHeading) {
                heading();
            }
            table.file(file);
        }
        output.flush(); // the next file may take long
    }

    @Override
    public void end(StatTotal total) {
        boolean hasRows = hasHeading;
        if (!hasRows && !onlyRows && total.files() + total.failed() <= 1) {
            return;
        }
        if (!hasRows) {
            heading();
        }
        table.total(total);
        if (total.notMappable() > 0) {
            output.line(
                    palette.dim(
                            Amount.count(total.notMappable(), "file")
                                    + " cannot be mapped, as those that the kernel makes when they"
                                    + " are read,"));
            output.line(palette.dim("and not counted"));
        }
        if (hasRows && unreadable > 0 && total.files() > 0) {
            output.line(
                    palette.dim(
                            "MAPPED does not include "
                                    + unreadable
                                    + (unreadable == 1 ? " process" : " processes")
                                    + " that could not be inspected"));
        }
    }
}
