package io.fileview.labs.storm;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.LoopDevice;
import io.fileview.labs.common.Mounts;
import io.fileview.labs.common.Parallel;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Shell;
import io.fileview.labs.common.Table;
import io.fileview.labs.common.Workspace;
import io.fileview.labs.storm.Events.Kind;
import io.fileview.labs.storm.Trial.Place;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/storm}. */
@Command(name = "storm", description = {
    "Kills programs that commit to two files, and others that read them, at random moments, through"
            + " both engines and both at once, on tmpfs and ext4. Meanwhile removes lock files, moves"
            + " symbolic links, renames files and exchanges directories. Checks that no promised commit"
            + " is lost, that nobody sees a part of one under a read lock, that every call ends within"
            + " its limit, and that nothing is left over. Needs root and loop devices."
})
final class StormLab extends Lab {
    private static final int SHORT_KILLS = 24;
    private static final int KILLS_OF_CONTROL = 3;

    private static final int ATTEMPTS = 3;

    @Option(names = "--kills", paramLabel = "N", description = "the number of programs to kill, without"
            + " those of controls (default: ${DEFAULT-VALUE}; in the short form at most "
            + SHORT_KILLS
            + ")")
    private int kills = 200;

    @Option(names = "--only", paramLabel = "LIST", split = ",", description = "the engines to run:"
            + " linux, portable, linux and portable (default: all, and the controls)")
    private List<String> only = List.of();

    public static void main(String[] arguments) {
        System.exit(Lab.run(new StormLab(), arguments));
    }

    @Override
    protected void checkOptions() {
        selected("--only", only, Trial.combinations(), String::valueOf);
        require(kills >= 1, "--kills " + kills + " must be 1 or more");
    }

    /** Lists what this machine lacks, with what to do about it. */
    static List<String> missing() {
        return new Requirements().loopDevices().fileSystem(FileSystem.EXT4).missing();
    }

    @Override
    protected Report run() throws IOException {
        List<String> missing = missing();
        List<Outcome> outcomes = new ArrayList<>();
        if (missing.isEmpty()) {
            try (Workspace workspace = Workspace.create();
                    Progress progress = new Progress("kills", wanted())) {
                Parallel.map(
                        List.of(Place.values()),
                        place -> runAt(place, workspace.directory(), progress))
                        .forEach(outcomes::addAll);
            }
        }
        Report report = report(outcomes);
        if (!missing.isEmpty()) {
            report.notRun("the storm", String.join("; ", missing));
        }
        return report;
    }

    private int wanted() {
        return isBrief() ? Math.min(kills, SHORT_KILLS) : kills;
    }

    private List<Outcome> runAt(Place place, Path workspace, Progress progress)
            throws IOException {
        Path directory = Files.createDirectory(workspace.resolve(place.title()));
        Path disk = Files.createDirectory(directory.resolve("disk"));
        if (place == Place.TMPFS) {
            Shell.run("mount", "-t", "tmpfs", "-o", "size=64m", "storm", disk.toString());
            try {
                return runOn(place, disk, directory, progress);
            } finally {
                Mounts.unmount(disk);
            }
        }
        Path image = directory.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(FileSystem.EXT4.size());
        }
        FileSystem.EXT4.make(image);
        try (LoopDevice device = LoopDevice.over(image);
                FileSystem.Mount mount = FileSystem.EXT4.mount(device.path(), disk)) {
            return runOn(place, mount.directory(), directory, progress);
        }
    }

    private List<Outcome> runOn(Place place, Path disk, Path directory, Progress progress)
            throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        long rows =
                Trial.all(place, only).stream().filter(trial -> !trial.isControl()).count()
                        * Place.values().length;
        for (Trial trial : Trial.all(place, only)) {
            int share = trial.isControl() ? KILLS_OF_CONTROL : Math.ceilDiv(wanted(), (int) rows);
            Outcome outcome = null;
            // A few kills on a busy machine may prove nothing.
            for (int attempt = 0;
                    attempt < ATTEMPTS && (outcome == null || outcome.provesNothing());
                    attempt++) {
                Path logs = directory.resolve("logs" + outcomes.size() + "-" + attempt);
                outcome =
                        new StormRun(trial, disk, logs, seed() + attempt, progress)
                                .run(share << attempt);
            }
            outcomes.add(Objects.requireNonNull(outcome));
        }
        return outcomes;
    }

    private static Report report(List<Outcome> outcomes) {
        Table table =
                new Table(
                        "file system",
                        "engine",
                        "kills",
                        "commits",
                        "journals found",
                        "reads",
                        "refused",
                        "mischief",
                        "lost",
                        "mixed",
                        "hung",
                        "failed",
                        "left before",
                        "left over",
                        "slowest ms",
                        "as expected");
        long[] sums = new long[4];
        Map<String, Integer> refused = new TreeMap<>();
        Map<String, Integer> mischief = new TreeMap<>();
        for (Outcome one : outcomes) {
            one.refused().forEach((why, times) -> refused.merge(why, times, Integer::sum));
            one.mischief()
                    .forEach(
                            (what, times) -> mischief.merge(
                                    what.name().toLowerCase(Locale.ROOT)
                                            .replace('_', ' '),
                                    times,
                                    Integer::sum));
            table.row(
                    one.trial().place().title(),
                    one.trial().title(),
                    one.kills(),
                    one.commits(),
                    one.journals(),
                    one.count(Kind.READ),
                    sum(one.refused()),
                    sum(one.mischief()),
                    one.lost(),
                    one.count(Kind.MIXED),
                    one.count(Kind.HUNG),
                    one.count(Kind.FAILED),
                    one.leftBefore().size(),
                    one.leftAfter().size(),
                    one.slowest(),
                    one.isAsExpected());
            if (!one.trial().isControl()) {
                sums[0] += one.kills();
                sums[1] += one.lost();
                sums[2] += one.count(Kind.MIXED);
                sums[3] += one.count(Kind.HUNG);
            }
        }
        Report report =
                new Report(
                        table,
                        sums[0] + " kills, " + sums[1] + " commits lost, " + sums[2]
                                + " mixed states, " + sums[3] + " calls hung");
        report.note("refused, by reason: " + refused);
        report.note("mischief: " + mischief);
        report.note("left before, left over: files and attributes that were there before and after"
                + " each file was opened and closed once more");
        outcomes.forEach(
                one -> one.complaints()
                        .forEach(what -> report.wrong(one.title() + ": " + what)));
        return report;
    }

    private static int sum(Map<?, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
