package io.fileview.labs.ioerrors;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Table;
import io.fileview.labs.disk.CutDisk;
import io.fileview.labs.disk.DiskLab;
import io.fileview.labs.workload.Survival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/io-errors}. */
@Command(name = "io-errors", description = {
    "Makes writes and flushes of a disk fail while a program changes files through Fileview, fills"
            + " the disk and a quota, then cuts the power and checks that everything that was reported"
            + " durable is there. Needs root, /dev/fuse and loop devices."
})
final class IoErrorLab extends DiskLab<Cell> {
    private static final int SHORT_FAILURES = 18;

    @Option(names = "--failures", paramLabel = "N", description = "the number of failures of the"
            + " disk, without full disks, quotas and controls (default: ${DEFAULT-VALUE}; in the short"
            + " form at most " + SHORT_FAILURES + ")")
    private int failures = 200;

    public static void main(String[] arguments) {
        System.exit(Lab.run(new IoErrorLab(), arguments));
    }

    @Override
    protected void checkOptions() {
        super.checkOptions();
        require(failures >= 1, "--failures " + failures + " must be 1 or more");
    }

    private Plan plan(List<FileSystem> types) {
        return new Plan(
                types, isBrief() ? Math.min(failures, SHORT_FAILURES) : failures, isBrief());
    }

    @Override
    protected Progress progress(List<FileSystem> types) {
        return new Progress("faults", plan(types).total());
    }

    @Override
    protected List<Cell> run(CutDisk disk, List<FileSystem> types, Progress progress)
            throws IOException {
        List<Cell> cells = new ArrayList<>();
        CellRun run = new CellRun(disk, seed(), progress);
        for (Plan.Share share : plan(types).shares(disk.type())) {
            cells.add(run.run(share));
        }
        return cells;
    }

    @Override
    protected Report report(List<Cell> cells) {
        Table table =
                new Table(
                        "file system",
                        "workload",
                        "fault",
                        "injected",
                        "reported",
                        "repaired",
                        "restarted",
                        "power cuts",
                        "checked",
                        "lost",
                        "partly applied",
                        "unmountable",
                        "as expected");
        for (Cell one : cells) {
            Survival survival = one.survival();
            table.row(
                    one.fileSystem().title(),
                    one.title(),
                    one.fault().title(),
                    one.injected(),
                    one.reported(),
                    one.repaired(),
                    one.restarted(),
                    survival.cuts(),
                    survival.checked(),
                    survival.losing(),
                    survival.breaking(),
                    survival.unmountable(),
                    one.isAsExpected());
        }
        Report report =
                new Report(
                        table,
                        summary("faults", cells, false) + "; "
                                + summary("of controls", cells, true));
        report.note("reported: a call of the program failed; repaired: the program then reported"
                + " everything durable all the same;");
        report.note("restarted: the file system had stopped, and the program reported everything"
                + " durable after a remount;");
        report.note("lost, partly applied, unmountable: the number of power cuts after which that"
                + " was so");
        report.note("Quotas are tried on btrfs only, because those of users on ext4 and xfs do not"
                + " bind root.");
        cells.forEach(one -> one.complaint().ifPresent(report::wrong));
        return report;
    }

    private static String summary(String what, List<Cell> cells, boolean controls) {
        int injected = 0;
        int cuts = 0;
        int bad = 0;
        for (Cell one : cells) {
            if (one.isControl() == controls) {
                Survival survival = one.survival();
                injected += one.injected();
                cuts += survival.cuts();
                bad += survival.losing() + survival.breaking() + survival.unmountable();
            }
        }
        return injected + " " + what + " with " + cuts + " power cuts, " + bad
                + " that lost or mixed data";
    }
}
