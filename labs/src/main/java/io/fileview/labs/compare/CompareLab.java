package io.fileview.labs.compare;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.Meter;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Shell;
import io.fileview.labs.common.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/compare}. */
@Command(name = "compare", description = {
    "Measures the commands of fileview beside cp, cat, vmtouch, fincore, hexdump and lsof: time,"
            + " processor time, bytes read, growth of the file cache, and what came of it. On a sparse"
            + " file of 20 GiB, a dense one, file systems that share blocks, many small files, a full"
            + " disk, a name of 255 bytes, owners and access control lists. The copy of the sparse file"
            + " must not take more processor time than one and a half times that of cp and a copy of an"
            + " empty file; the short form does not judge times. Needs root and loop devices, and up to 8 GiB of memory."
})
final class CompareLab extends Lab {
    private static final int TIMES = 3;
    private static final int TIMES_OF_SPARSE = 9;

    /** What vmtouch takes for a tree, times this, is aimed at. */
    private static final int AIM_OF_TREE = 2;

    @Option(names = "--output", paramLabel = "FILE", description = "also write the table to this file, in"
            + " Markdown; it is replaced")
    private @Nullable Path output;

    @Option(names = "--times", paramLabel = "N", description = "run each program N times, nine times as often for the sparse file, and show the run"
            + " whose processor time is the median (default: ${DEFAULT-VALUE}; once in the short form)")
    private int times = TIMES;

    @Option(names = "--only", paramLabel = "TEXT", description = "only the cases whose titles contain this"
            + " text")
    private String only = "";

    public static void main(String[] arguments) {
        System.exit(Lab.run(new CompareLab(), arguments));
    }

    @Override
    protected void checkOptions() {
        require(times >= 1, "--times " + times + " must be 1 or more");
    }

    /** Lists what this machine lacks, with what to do about it. */
    static List<String> missing() {
        return new Requirements()
                .loopDevices()
                .fileSystem(FileSystem.EXT4)
                .fileSystem(FileSystem.XFS)
                .fileSystem(FileSystem.BTRFS)
                .tools("util-linux", "setpriv")
                .tools("util-linux-extra", "fincore")
                .tools("vmtouch", "vmtouch")
                .tools("lsof", "lsof")
                .tools("bsdextrautils", "hexdump")
                .tools("acl", "setfacl", "getfacl")
                .tools("attr", "setfattr", "getfattr")
                .tools("e2fsprogs", "filefrag")
                .missing();
    }

    @Override
    protected Report run() throws IOException {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw new CannotRunException(String.join("; ", missing));
        }
        try (Workspace workspace = Workspace.create();
                Place place =
                        new Place(
                                workspace.directory(), new SplittableRandom(seed()), isBrief())) {
            return run(place, new Meter(workspace.directory()));
        }
    }

    private Report run(Place place, Meter meter) throws IOException {
        LookCases look = new LookCases(place);
        CopyCases copy = new CopyCases(place);
        CornerCases corner = new CornerCases(place);
        List<Case> cases = new ArrayList<>();
        cases.add(look.start());
        cases.add(copy.sparse());
        cases.add(copy.dense());
        cases.add(copy.reflink(FileSystem.BTRFS));
        cases.add(copy.reflink(FileSystem.XFS));
        cases.addAll(look.oneFile());
        cases.add(look.bytes());
        cases.add(look.tree());
        cases.add(look.holders());
        cases.add(corner.fullDisk());
        cases.add(corner.longName());
        cases.add(corner.preserve());
        cases.add(corner.overOthers());
        cases.removeIf(each -> !each.title().contains(only));
        List<Measured> rows = new ArrayList<>();
        try (Progress progress = new Progress("cases", cases.size())) {
            for (Case each : cases) {
                rows.addAll(Measured.all(each, meter, isBrief() ? 1 : timesOf(each)));
                progress.step(each.title());
            }
        }
        return report(place, look, new Comparison(rows));
    }

    /** What is judged by a few milliseconds is measured more often. */
    private int timesOf(Case each) {
        return each.title().equals(CopyCases.SPARSE) ? TIMES_OF_SPARSE * times : times;
    }

    private Report report(Place place, LookCases look, Comparison comparison)
            throws IOException {
        Path file = output;
        if (file != null) {
            Files.writeString(file, comparison.markdown());
        }
        List<String> notes = new ArrayList<>();
        judgeSparse(place, comparison, notes);
        tellOfTree(comparison, notes);
        if (only.isEmpty() && Shell.has("strace")) {
            notes.add(look.callsOfStat());
        }
        Report report =
                new Report(
                        comparison.table(),
                        notes.isEmpty() ? "compared" : notes.getFirst());
        report.note(
                "Fileview's time, its processor time: how many times as much the first program of"
                        + " the case takes; MiB read: by reading and copying calls, not by mapped pages");
        notes.forEach(report::note);
        place.wrong().stream().distinct().forEach(report::wrong);
        return report;
    }

    private static void judgeSparse(Place place, Comparison comparison, List<String> notes) {
        Measured start = comparison.row(CopyCases.SPARSE, CopyCases.START);
        Measured ours = comparison.row(CopyCases.SPARSE, "fileview copy");
        Measured cp = comparison.row(CopyCases.SPARSE, "cp");
        if (start == null || ours == null || cp == null) {
            return;
        }
        double limit = CopyCases.limit(cp.cost(), start.cost());
        double taken = ours.cost().processorSeconds();
        String found =
                String.format(
                        Locale.ROOT,
                        "the sparse copy took %.3f s of processor time, and 1.5 times cp's %.3f s and a"
                                + " start of %.3f s are %.3f s",
                        taken, cp.cost().processorSeconds(), start.cost().processorSeconds(),
                        limit);
        notes.add(found);
        if (taken > limit && !place.isBrief()) { // one run on a busy machine says little
            place.wrong(found);
        }
    }

    private static void tellOfTree(Comparison comparison, List<String> notes) {
        Measured ours = comparison.row(LookCases.TREE, "fileview stat");
        Measured theirs = comparison.row(LookCases.TREE, "vmtouch -v");
        if (ours != null && theirs != null) {
            boolean isMet =
                    ours.cost().processorSeconds() <= AIM_OF_TREE
                            * theirs.cost().processorSeconds();
            notes.add("the aim of at most twice the processor time of vmtouch for a tree is "
                    + (isMet ? "met" : "not met"));
        }
    }
}
