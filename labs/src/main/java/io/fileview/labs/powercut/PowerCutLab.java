package io.fileview.labs.powercut;

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

/** The command {@code labs/power-cut}. */
@Command(name = "power-cut", description = {
    "Cuts the power of a disk at random moments while a program changes files through Fileview, and"
            + " checks that everything that was reported durable is there. The disk keeps what a flush"
            + " covers, and of later writes nothing, everything or a random part. Needs root, /dev/fuse"
            + " and loop devices."
})
final class PowerCutLab extends DiskLab<Outcome> {
    private static final int SHORT_CUTS = 72;

    @Option(names = "--cuts", paramLabel = "N", description = "the number of power cuts, without"
            + " those of controls (default: ${DEFAULT-VALUE}; in the short form at most "
            + SHORT_CUTS
            + ")")
    private int cuts = 1000;

    public static void main(String[] arguments) {
        System.exit(Lab.run(new PowerCutLab(), arguments));
    }

    @Override
    protected void checkOptions() {
        super.checkOptions();
        require(cuts >= 1, "--cuts " + cuts + " must be 1 or more");
    }

    private Plan plan(List<FileSystem> types) {
        return new Plan(types, isBrief() ? Math.min(cuts, SHORT_CUTS) : cuts, isBrief());
    }

    @Override
    protected Progress progress(List<FileSystem> types) {
        return new Progress("power cuts", plan(types).total());
    }

    @Override
    protected List<Outcome> run(CutDisk disk, List<FileSystem> types, Progress progress)
            throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Plan.Share share : plan(types).shares(disk.type())) {
            outcomes.add(new CutRun(disk, share.trial(), seed(), progress).run(share.cuts()));
        }
        return outcomes;
    }

    @Override
    protected Report report(List<Outcome> outcomes) {
        Table table =
                new Table(
                        "file system",
                        "workload",
                        "power cuts",
                        "during replay",
                        "torn blocks",
                        "checked",
                        "lost",
                        "partly applied",
                        "unmountable",
                        "as expected");
        for (Outcome one : outcomes) {
            Survival survival = one.survival();
            table.row(
                    one.fileSystem().title(),
                    one.trial().title(),
                    survival.cuts(),
                    one.trial().recoveryCut() ? one.duringReplay() : null,
                    one.trial().disk() == Trial.Disk.TORN_BLOCKS ? one.tornBlocks() : null,
                    survival.checked(),
                    survival.losing(),
                    survival.breaking(),
                    survival.unmountable(),
                    one.isAsExpected());
        }
        Report report =
                new Report(
                        table,
                        summary("power cuts", outcomes, false) + "; "
                                + summary("of controls", outcomes, true));
        explain(report, outcomes);
        outcomes.forEach(one -> one.complaint()
                .ifPresent(what -> report.wrong(one.title() + ": " + what)));
        return report;
    }

    private static void explain(Report report, List<Outcome> outcomes) {
        report.note(
                "during replay: power cuts after which a replay of the journal that had begun had to"
                        + " be repeated;"
                        + " checked: things that had been reported durable and were looked for;");
        report.note("lost, partly applied, unmountable: the number of power cuts after which that"
                + " was so");
        for (Outcome one : outcomes) {
            Survival survival = one.survival();
            if (one.trial().mayLoseFileSystem() && survival.unmountable() > 0) {
                report.note(
                        "not judged: after " + survival.unmountable() + " of " + survival.cuts()
                                + " power cuts " + one.fileSystem().title()
                                + " could not be mounted ("
                                + one.trial().title()
                                + "): its own blocks of 4 KiB were torn, which"
                                + " no file system promises to survive");
            }
        }
    }

    private static String summary(String what, List<Outcome> outcomes, boolean controls) {
        int cuts = 0;
        int bad = 0;
        for (Outcome one : outcomes) {
            if (one.trial().isControl() == controls) {
                Survival survival = one.survival();
                cuts += survival.cuts();
                bad += survival.losing() + survival.breaking();
            }
        }
        return cuts + " " + what + ", " + bad + " that lost or mixed data";
    }
}
