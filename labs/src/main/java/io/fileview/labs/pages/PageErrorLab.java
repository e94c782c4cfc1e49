package io.fileview.labs.pages;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Table;
import io.fileview.labs.common.Workspace;
import io.fileview.labs.pages.JvmRun.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/page-errors}. */
@Command(name = "page-errors", description = {
    "Accesses pages that cannot be read, of a file that another process truncates and of a corrupted"
            + " file on btrfs, with every operation of guarded access: interpreted, compiled by C1,"
            + " compiled by C2, each with the collectors G1, ZGC and Parallel; with G1 also compiled with"
            + " unusual options of inlining, and by Graal. Good pages between them are compared with"
            + " their expected content. The corrupted file needs root, loop devices and btrfs."
})
final class PageErrorLab extends Lab {
    private static final int SHORT_ACCESSES = 75_000;
    private static final List<String> COLLECTORS = List.of("G1", "Z", "Parallel");

    @Option(names = "--accesses", paramLabel = "N", description = "the number of accesses to bad pages"
            + " (default: ${DEFAULT-VALUE}; in the short form at most " + SHORT_ACCESSES + ")")
    private long accesses = 1_000_000;

    @Option(names = "--graal", paramLabel = "DIRECTORY", description = "the jars of Graal's compiler"
            + " and of what it depends on (org.graalvm.compiler:compiler)")
    private @Nullable Path graal;

    @Option(names = "--loops", description = "copy and fill by loops, as on processors on which the"
            + " JDK's methods for that do not survive a bad page")
    private boolean loops;

    public static void main(String[] arguments) {
        System.exit(Lab.run(new PageErrorLab(), arguments));
    }

    @Override
    protected void checkOptions() {
        require(accesses >= 1, "--accesses " + accesses + " must be 1 or more");
    }

    /** Lists what this machine lacks for the corrupted file, with what to do about it. */
    static List<String> missing() {
        return new Requirements().loopDevices().fileSystem(FileSystem.BTRFS).missing();
    }

    @Override
    protected Report run() throws IOException {
        List<String> missing = missing();
        List<JvmRun> runs;
        try (Workspace workspace = Workspace.create()) {
            if (missing.isEmpty()) {
                try (CorruptedFile corrupted =
                        CorruptedFile.in(workspace.directory(), seed())) {
                    runs = runAll(workspace.directory(), corrupted);
                }
            } else {
                runs = runAll(workspace.directory(), null);
            }
        }
        Report report = report(runs);
        String noGraal = whyNoGraal(graal);
        if (noGraal != null && graal == null && isBrief()) {
            report.note("The short form tries Graal only with --graal.");
        } else if (noGraal != null) {
            report.notRun(Mode.GRAAL.title(), noGraal);
        }
        if (!missing.isEmpty()) {
            report.notRun("the corrupted file on btrfs", String.join("; ", missing));
        }
        return report;
    }

    /** Returns why Graal's compiler cannot be tried; null if it can. */
    static @Nullable String whyNoGraal(@Nullable Path graal) {
        if (graal == null) {
            return "--graal was not given; name the directory of its jars, or start the lab with"
                    + " labs/page-errors, which copies them from Maven Central";
        }
        String[] jars = graal.toFile().list((directory, name) -> name.startsWith("compiler-"));
        return jars != null && jars.length > 0
                ? null
                : "its jars are not in " + graal + "; if they could not be copied there, " + graal
                        + ".log says why";
    }

    private long wanted() {
        return isBrief() ? Math.min(accesses, SHORT_ACCESSES) : accesses;
    }

    private List<JvmRun> runAll(Path directory, @Nullable CorruptedFile corrupted)
            throws IOException {
        List<Cell> cells = cells();
        long each = Math.ceilDiv(wanted(), cells.size());
        List<JvmRun> runs = new ArrayList<>();
        try (Progress progress = new Progress("JVMs", cells.size())) {
            for (Cell cell : cells) {
                JvmRun run =
                        JvmRun.of(
                                cell.mode, cell.collector, graal, loops, directory, corrupted,
                                each, seed());
                runs.add(run);
                progress.step(run.title());
            }
        }
        return runs;
    }

    private record Cell(Mode mode, String collector) {}

    private List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            if (mode != Mode.GRAAL || whyNoGraal(graal) == null) {
                (mode.isUsual() ? COLLECTORS : COLLECTORS.subList(0, 1))
                        .forEach(collector -> cells.add(new Cell(mode, collector)));
            }
        }
        return cells;
    }

    private Report report(List<JvmRun> runs) {
        Table table =
                new Table(
                        "code",
                        "collector",
                        "truncated",
                        "corrupted",
                        "wrong",
                        "silent",
                        "late",
                        "good compared",
                        "good different",
                        "methods compiled",
                        "raw precise",
                        "raw silent",
                        "raw late",
                        "completed");
        Reported bad = Reported.NONE;
        Compared good = Compared.NONE;
        for (JvmRun one : runs) {
            Reported guarded = one.guarded();
            bad = bad.plus(guarded);
            good = good.plus(one.good());
            table.row(
                    one.mode().title(),
                    one.collector(),
                    one.truncated().precise(),
                    one.corrupted().precise(),
                    guarded.wrong(),
                    guarded.silent(),
                    guarded.late(),
                    one.good().compared(),
                    one.good().different(),
                    one.compiled().size(),
                    one.raw().precise(),
                    one.raw().silent(),
                    one.raw().late(),
                    !one.crashed());
        }
        Report report =
                new Report(
                        table,
                        bad.precise() + " accesses to bad pages reported precisely, "
                                + (bad.wrong() + bad.silent() + bad.late()) + " not; "
                                + good.compared() + " comparisons of good pages, "
                                + good.different() + " different");
        report.note(
                "truncated, corrupted: accesses reported precisely; raw: the control, raw access"
                        + " to the truncated file, which is not precise when it is compiled by C2;");
        report.note("a wrong content was expected of " + good.controls()
                + " operations on good pages, which was noticed for "
                + (good.controls() - good.unnoticed()));
        if (bad.precise() < wanted()) {
            report.wrong(bad.precise() + " of " + wanted() + " accesses were reported precisely");
        }
        runs.forEach(one -> judge(one, report));
        return report;
    }

    private static void judge(JvmRun run, Report report) {
        Reported guarded = run.guarded();
        Compared good = run.good();
        if (run.crashed()) {
            report.wrong(run.title() + ": the JVM crashed");
        }
        if (guarded.wrong() + guarded.silent() + guarded.late() > 0) {
            report.wrong(run.title() + ": " + guarded.wrong() + " accesses were reported wrongly, "
                    + guarded.silent() + " not at all, " + guarded.late() + " late");
        }
        if (good.different() > 0 || good.compared() == 0) {
            report.wrong(run.title() + ": " + good.different() + " of " + good.compared()
                    + " comparisons of good pages differed");
        }
        if (good.unnoticed() > 0 || good.controls() == 0) {
            report.wrong(run.title() + ": of " + good.controls() + " operations of which something"
                    + " wrong was expected, " + good.unnoticed() + " were not noticed");
        }
        if (run.mode() == Mode.C2 && (run.raw().silent() == 0 || run.raw().late() == 0)) {
            report.wrong(run.title() + ": the control failed: raw access was reported precisely");
        }
        if (!run.ranInMode()) {
            report.wrong(run.title() + ": the code did not run in this mode; compiled were "
                    + run.compiled() + ", inlined into callers were " + run.log().inCallers()
                    + (run.isCompiler() ? "" : "; the compiler did not say that it is Graal's"));
        }
    }
}
