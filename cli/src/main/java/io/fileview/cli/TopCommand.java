package io.fileview.cli;

import io.fileview.spi.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fileview top}. */
@Command(name = "top", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Shows which files fill the memory of the machine: those that other processes map or hold"
            + " open, deleted ones too, or those of a tree. On a terminal the table is refreshed"
            + " until Ctrl-C; elsewhere it is printed once. No file is read."
}, footer = {
    "",
    "Examples:",
    "  fileview top                      files in use, and the rest of the cache",
    "  fileview top /var/lib/mysql --sort dirty",
    "  fileview top --once -n 5",
    "  fileview top --json-lines --interval 10 >> top.log",
    "",
    "IN MEMORY is what the page cache holds of the file, in whole pages; SHARE,",
    "which part of the file that is; DIRTY, what has been changed and is not yet",
    "being written; MAPPED, how many other processes map the file, however little",
    "of it. Unknown is ?, and null in JSON. K, M, G and T are powers of 1024.",
    "",
    "Without PATH, files are known by themselves and not by their names: of a file",
    "that was deleted or replaced, the old one is counted, with the processes that",
    "hold it. Pages of files that nobody maps or holds open belong to no process,",
    "and their names cannot be found: of this rest only the sum is known, which is",
    "Cached in /proc/meminfo, without Shmem, less the files above. Files of",
    "containers that share layers of an image (overlayfs) may be counted once for",
    "each container. A file of which a process has a write lease is not opened:",
    "that would break the lease. What does not answer in time, as a directory of a",
    "server that is down, is left out, named and not asked again.",
    "",
    "Only root sees all processes; those that could not be inspected are counted.",
    "Needs Linux; before Linux 6.5, and on overlayfs, pages are looked at one by",
    "one, and dirty ones are unknown. --json-lines prints one object for each file",
    "and a last one with the total, each with the time."
})
final class TopCommand implements Callable<Integer> {
    private static final int ROWS = 20;
    private static final double LIVE_SECONDS = 2;
    private static final double LEAST_SECONDS = 0.1;
    private static final double MOST_SECONDS = 86_400;

    private final Output output;

    @Parameters(arity = "0..1", paramLabel = "PATH", description = "A directory, which stands for all regular files in its tree, or a file (default: the files that other processes map or hold open).")
    private @Nullable Path path;

    @Option(names = "--sort", paramLabel = "KEY", description = "Sort by cached, dirty, mapped or size, the largest first (default: cached).")
    private TopKey sort = TopKey.CACHED;

    @Option(names = "-n", paramLabel = "N", description = "Show at most this many files (default: 20, or as many as fit on a screen that is refreshed).")
    private @Nullable Integer rows;

    @Option(names = "--interval", paramLabel = "SECONDS", description = "Refresh after this time, also elsewhere than on a terminal (default: 2 on a terminal).")
    private @Nullable Double interval;

    @Option(names = "--once", description = "Print once, also on a terminal.")
    private boolean once;

    @Mixin
    private final ReportOption report = new ReportOption();
    @Mixin
    private final ColorOption color = new ColorOption();
    @Mixin
    private final EngineOption engine = new EngineOption();

    TopCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        requireSensible();
        TopSurvey survey = new TopSurvey(linux(), path, sort, new FilesSoFar(output));
        boolean isTable = !report.isDocument() && !report.isLines();
        boolean isLive = !once && isTable && TopScreen.isPossible(output.terminal());
        if (!isLive && interval == null) {
            return printOnce(survey);
        }
        long millis = (long) ((interval == null ? LIVE_SECONDS : interval) * 1000);
        int most = rowsOr(isLive ? Integer.MAX_VALUE : ROWS);
        try (TopScreen screen = new TopScreen(output, color.palette(output), title(millis))) {
            while (true) {
                long start = System.nanoTime();
                TopSnapshot snapshot = survey.now();
                if (isLive) {
                    screen.draw(snapshot, most);
                } else {
                    screen.whole(() -> print(snapshot, most, true));
                }
                // Half of the time at most is spent on looking.
                long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                if (!screen.rest(Math.max(took, millis - took))) {
                    return ExitCode.OK;
                }
            }
        }
    }

    private void requireSensible() {
        report.requireOne();
        if (rows != null && rows < 1) {
            throw CommandFailure.wrongUsage("-n " + rows + " is too small; give 1 or more");
        }
        if (interval == null) {
            return;
        }
        if (!(interval >= LEAST_SECONDS && interval <= MOST_SECONDS)) {
            throw CommandFailure.wrongUsage(
                    "--interval " + interval + " is not possible; give 0.1 to 86400 seconds");
        }
        if (once || report.isDocument()) {
            throw CommandFailure.wrongUsage(
                    (once ? "--once" : "--json")
                            + " prints once, and --interval again and again; leave one of them out");
        }
    }

    /** The only engine through which the system tells how much of a file is in memory. */
    private Engine linux() {
        Engine chosen = engine.engine(path == null ? Path.of("/") : path);
        if (!chosen.name().equals("linux")) {
            throw CommandFailure.failed(
                    (path == null ? "" : path + ": ")
                            + "top counts pages in the file cache of Linux, which the engine "
                            + chosen.name() + " does not expose; use the engine linux, on Linux");
        }
        return chosen;
    }

    private int rowsOr(int usual) {
        return rows == null ? usual : rows;
    }

    private int printOnce(TopSurvey survey) throws IOException {
        TopSnapshot snapshot = survey.now();
        print(snapshot, rowsOr(ROWS), path == null);
        if (path == null || snapshot.problems().isEmpty()) {
            return ExitCode.OK;
        }
        output.flush();
        snapshot.problems().forEach(output::error);
        return ExitCode.FAILED;
    }

    private void print(TopSnapshot snapshot, int most, boolean withProblems) throws IOException {
        List<ReportOption.Row> files =
                snapshot.first(most).stream()
                        .map(file -> (ReportOption.Row) json -> file.write(json, snapshot.time()))
                        .toList();
        if (!report.wrote(output, files, snapshot::writeTotal)) {
            int width =
                    output.terminal().showsOutput()
                            ? output.terminal().width()
                            : Integer.MAX_VALUE;
            TopTable.lines(
                    snapshot, color.palette(output), most, Integer.MAX_VALUE, width, withProblems)
                    .forEach(output::line);
        }
    }

    private String title(long millis) {
        String seconds =
                millis % 1000 == 0
                        ? Long.toString(millis / 1000)
                        : Double.toString(millis / 1000.0);
        return (path == null ? "files in use" : PathText.of(path).line())
                + ", every " + seconds + " s, Ctrl-C ends";
    }
}
