package io.fileview.labs.kills;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Directories;
import io.fileview.labs.common.Disk;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.Parallel;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Table;
import io.fileview.labs.common.Workspace;
import io.fileview.labs.kills.Job.State;
import io.fileview.labs.kills.Outcome.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/copy-and-patch}. */
@Command(name = "copy-and-patch", description = {
    "Kills the commands 'fileview copy' and 'fileview patch' at random moments, most of them while"
            + " they are at work, on ext4 and tmpfs. Checks that a destination is old or new and"
            + " whole, that a patch is whole or absent, and that nothing hidden is left after the next"
            + " command. The controls, dd and a patch in place, must leave something broken. Needs"
            + " root and loop devices."
})
final class CopyAndPatchLab extends Lab {
    private static final List<String> PLACES = List.of("ext4", "tmpfs");
    private static final int SHORT_ROUNDS = 40;
    private static final int SHORT_MEBIBYTES = 8;
    private static final int LARGEST = 512;
    private static final int ROUNDS_OF_CONTROL = 4;
    private static final int ATTEMPTS = 4;

    /** Old and new, two sources, a journal; and what the file system itself takes. */
    private static final long SIZES_ON_DISK = 8;

    private static final long MEBIBYTES_OF_FILE_SYSTEM = 96;

    @Option(names = "--rounds", paramLabel = "N", description = "the number of commands to kill, without"
            + " those of controls (default: ${DEFAULT-VALUE}; in the short form at most "
            + SHORT_ROUNDS
            + ")")
    private int rounds = 1000;

    @Option(names = "--mebibytes", paramLabel = "M", description = "the size of the files (default:"
            + " ${DEFAULT-VALUE}; in the short form at most " + SHORT_MEBIBYTES + ")")
    private int mebibytes = 32;

    @Option(names = "--only", paramLabel = "TEXT", description = "only the rows whose titles contain this"
            + " text, such as 'ext4, patch'")
    private String only = "";

    public static void main(String[] arguments) {
        System.exit(Lab.run(new CopyAndPatchLab(), arguments));
    }

    @Override
    protected void checkOptions() {
        require(rounds >= 1, "--rounds " + rounds + " must be 1 or more");
        require(
                mebibytes >= 1 && mebibytes <= LARGEST,
                "--mebibytes " + mebibytes + " must be from 1 to " + LARGEST);
        require(isAnySelected(), "--only " + only + " is in the title of no row");
    }

    /** Lists what this machine lacks, with what to do about it. */
    static List<String> missing() {
        return new Requirements()
                .loopDevices()
                .fileSystem(FileSystem.EXT4)
                .tools("strace", "strace")
                .missing();
    }

    @Override
    protected Report run() throws IOException {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw new CannotRunException(String.join("; ", missing));
        }
        long bytes = (SIZES_ON_DISK * size() + MEBIBYTES_OF_FILE_SYSTEM) << 20;
        try (Workspace workspace = Workspace.create();
                Disk ext4 = Disk.of(FileSystem.EXT4, workspace.directory(), "ext4", bytes);
                Disk tmpfs = Disk.tmpfs(workspace.directory(), "tmpfs", bytes);
                Progress progress = new Progress("kills", wanted())) {
            List<Place> places =
                    List.of(new Place(PLACES.get(0), ext4, tmpfs),
                            new Place(PLACES.get(1), tmpfs, ext4));
            List<Outcome> outcomes = new ArrayList<>();
            Parallel.map(places, place -> runAt(place, workspace.directory(), progress))
                    .forEach(outcomes::addAll);
            return report(outcomes);
        }
    }

    /** A file system, and the other one. */
    private record Place(String title, Disk disk, Disk other) {}

    private int size() {
        return isBrief() ? Math.min(mebibytes, SHORT_MEBIBYTES) : mebibytes;
    }

    private int wanted() {
        return isBrief() ? Math.min(rounds, SHORT_ROUNDS) : rounds;
    }

    private boolean isSelected(String place, Way way) {
        return (place + ", " + way.title()).contains(only);
    }

    private boolean isAnySelected() {
        return PLACES.stream()
                .anyMatch(place -> Way.all().stream().anyMatch(way -> isSelected(place, way)));
    }

    /** The number of kills of a row, so that all rows without controls have as many as wanted. */
    private int share() {
        long rows = PLACES.stream()
                .flatMap(place -> Way.all().stream().filter(way -> isSelected(place, way)))
                .filter(way -> !way.isControl())
                .count();
        return rows == 0 ? 0 : Math.ceilDiv(wanted(), (int) rows);
    }

    private List<Outcome> runAt(Place place, Path workspace, Progress progress)
            throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        SplittableRandom seeds = new SplittableRandom(seed() + place.title().hashCode());
        for (Way way : Way.all()) {
            SplittableRandom random = seeds.split();
            if (isSelected(place.title(), way)) {
                outcomes.add(runOne(place, way, workspace, random, progress));
            }
        }
        return outcomes;
    }

    /** A few kills on a busy machine may prove nothing; then there are more. */
    private Outcome runOne(
            Place place, Way way, Path workspace, SplittableRandom random, Progress progress)
            throws IOException {
        Disk sourceDisk = way.isAcross() ? place.other() : place.disk();
        Path directory = Files.createTempDirectory(place.disk().directory(), "target-");
        Path sources = Files.createTempDirectory(sourceDisk.directory(), "sources-");
        try {
            Job job = way.job(directory, sources, size(), random);
            Outcome outcome = new Outcome(place.title(), job);
            Path log = workspace.resolve(place.title() + ".log");
            KillRun run = new KillRun(job, log, random, progress);
            int kills = way.isControl() ? ROUNDS_OF_CONTROL : share();
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (attempt == 0 || outcome.provesNothing()) {
                    run.run(kills << attempt, outcome);
                }
            }
            return outcome;
        } finally {
            Directories.delete(directory);
            Directories.delete(sources);
        }
    }

    private static Report report(List<Outcome> outcomes) {
        Table table =
                new Table(
                        "file system",
                        "command",
                        "kills",
                        "before work",
                        "at work",
                        "had ended",
                        "hidden then",
                        "old",
                        "new",
                        "broken",
                        "left over",
                        "as expected");
        int kills = 0;
        int atWork = 0;
        int broken = 0;
        int leftOver = 0;
        for (Outcome one : outcomes) {
            table.row(
                    one.place(),
                    one.job().title(),
                    one.rounds(),
                    one.count(Moment.BEFORE),
                    one.count(Moment.DURING),
                    one.count(Moment.ENDED),
                    one.hidden(),
                    one.count(State.OLD),
                    one.count(State.NEW),
                    one.count(State.BROKEN),
                    one.leftOver(),
                    one.complaints().isEmpty());
            if (!one.job().isControl()) {
                kills += one.rounds();
                atWork += one.count(Moment.DURING);
                broken += one.count(State.BROKEN);
                leftOver += one.leftOver();
            }
        }
        Report report =
                new Report(
                        table,
                        kills + " kills, " + atWork + " of them at work, " + broken
                                + " broken files, " + leftOver + " times something left over");
        report.note("at work: an open file showed before the kill that the command was making its"
                + " copy, or had its journal, and it had not ended by itself");
        report.note("hidden then: kills after which there was a hidden file or a journal, which the"
                + " next command must remove; left over: what that command left");
        outcomes.forEach(one -> one.complaints().forEach(report::wrong));
        return report;
    }
}
