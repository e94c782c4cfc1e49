package io.fileview.labs.windows;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Table;
import io.fileview.labs.common.UnexpectedEndException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/windows/run}. */
@Command(name = "windows", description = {
    "Runs Fileview on a Windows JVM under Wine: all tests, with the Windows engine and the portable one; races"
            + " of unmaps; accesses to lost pages; files that are truncated, deleted and replaced as soon as they"
            + " are unmapped; kills of a program that commits; a table beside the JDK's mappings. The Linux"
            + " kernel is a second witness. What Wine fakes is called \"not shown\"; real.cmd tries it on"
            + " Windows. Needs root, and once a network."
})
final class WindowsLab extends Lab {
    @Option(names = "--folder", paramLabel = "DIR", description = "where Wine and the Windows JDK are, or are to"
            + " be set up (default: the value of " + WineSetUp.FOLDER_VARIABLE
            + ", or else fileview-labs/windows in the user's cache)")
    private Path folder = WineSetUp.usualFolder();

    @Option(names = "--only", paramLabel = "LIST", split = ",", description = "the parts to run: suites, names,"
            + " win32, race, faults, rounds, kills, table, witness, real (default: all)")
    private List<String> only = List.of();

    @Option(names = "--suites", paramLabel = "LIST", split = ",", description = "the suites to run, a module and an"
            + " engine each: core-windows, cli-windows, core-portable, cli-portable (default: all)")
    private List<String> suites = List.of();

    @Option(names = "--set-up-only", description = "set up Wine and the Windows JDK, and run nothing")
    private boolean setUpOnly;

    public static void main(String[] arguments) {
        System.exit(Lab.run(new WindowsLab(), arguments));
    }

    /** Lists what this machine lacks, with what to do about it. */
    static List<String> missing() {
        return new WineSetUp(WineSetUp.usualFolder()).missing();
    }

    @Override
    protected void checkOptions() {
        parts();
        suites();
    }

    private List<Part> parts() {
        return selected("--only", only, List.of(Part.values()), Part::title);
    }

    private List<String> suites() {
        return selected("--suites", suites, Suites.ALL, name -> name);
    }

    @Override
    protected Report run() throws IOException {
        WineSetUp setUp = new WineSetUp(folder);
        List<String> missing = setUp.missing();
        if (!missing.isEmpty()) {
            throw new CannotRunException(String.join("; ", missing));
        }
        WineFolder ready = setUp.run();
        if (setUpOnly) {
            return new Report(
                    new Table("part", "folder").row("set-up", ready.root().toString()), "set up");
        }
        try (WinePrefix prefix = WinePrefix.create(ready)) {
            LabRun run = new LabRun(prefix, checkout(), seed(), isBrief(), suites());
            for (Part part : parts()) {
                run(part, run);
            }
            return report(run);
        }
    }

    private static Path checkout() {
        @Nullable String given = System.getProperty("fileview.checkout");
        return Path.of(given == null ? ".." : given).toAbsolutePath().normalize();
    }

    private static void run(Part part, LabRun run) throws IOException {
        try {
            part.run(run);
        } catch (CannotRunException e) {
            run.add(new Row(part.title(), "all", 0, Shown.NOT_RUN, String.valueOf(e.getMessage())));
        } catch (UnexpectedEndException e) {
            run.add(new Row(part.title(), "all", 0, Shown.BROKEN, String.valueOf(e.getMessage())));
        }
    }

    private static Report report(LabRun run) {
        Table table = new Table("part", "what", "count", "result", "detail");
        for (Row row : run.rows()) {
            table.row(row.part(), row.what(), row.count(), row.shown().words(), row.detail());
        }
        String summary =
                Arrays.stream(Shown.values())
                        .map(
                                shown -> run.rows().stream().filter(row -> row.shown() == shown)
                                        .count() + " "
                                        + shown.words())
                        .collect(Collectors.joining(", "));
        Report report = new Report(table, summary);
        run.notes().forEach(report::note);
        report.note(
                "not shown: Wine does the same whatever the library does; labs/windows/real.cmd tries it on"
                        + " Windows");
        for (Row row : run.rows()) {
            if (row.shown() == Shown.BROKEN) {
                report.wrong(row.part() + ", " + row.what() + ": " + row.detail());
            } else if (row.shown() == Shown.NOT_RUN) {
                report.notRun(row.part() + ", " + row.what(), row.detail());
            }
        }
        return report;
    }
}
