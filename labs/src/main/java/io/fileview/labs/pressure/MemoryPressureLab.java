package io.fileview.labs.pressure;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Disk;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.MemoryCgroup;
import io.fileview.labs.common.Meter.Cost;
import io.fileview.labs.common.PageSize;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Table;
import io.fileview.labs.common.Workspace;
import io.fileview.labs.pressure.HoldTrial.Pages;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/memory-pressure}. */
@Command(name = "memory-pressure", description = {
    "Holds a file with 'fileview hold' in a memory cgroup in which another program reads a file larger"
            + " than the limit, and counts the pages that stay; the control, which only reads the file"
            + " before, must lose them. Then saves which pages of a file are in memory, drops and"
            + " restores them, and compares the pages, and the cost with that of reading the whole"
            + " file. Needs root, loop devices and a memory cgroup."
})
final class MemoryPressureLab extends Lab {
    private static final int MEBIBYTE = 1 << 20;
    private static final int SHORT_MEBIBYTES = 32;
    private static final int LARGEST = 4096;

    /** What the JVM that holds the file takes, and a little for the other program. */
    private static final int MEBIBYTES_OF_PROGRAMS = 160;

    private static final int LARGER = 2;
    private static final int STEPS = 4;

    /** The control must lose this share of its pages. */
    private static final int HALF = 2;

    @Option(names = "--mebibytes", paramLabel = "M", description = "the size of the file that is held"
            + " (default: ${DEFAULT-VALUE}; in the short form at most " + SHORT_MEBIBYTES
            + "); the one"
            + " that is restored is four times as large")
    private int mebibytes = 256;

    public static void main(String[] arguments) {
        System.exit(Lab.run(new MemoryPressureLab(), arguments));
    }

    @Override
    protected void checkOptions() {
        require(
                mebibytes >= 1 && mebibytes <= LARGEST,
                "--mebibytes " + mebibytes + " must be from 1 to " + LARGEST);
    }

    /** Lists what this machine lacks, with what to do about it. */
    static List<String> missing() {
        return new Requirements()
                .loopDevices()
                .fileSystem(FileSystem.EXT4)
                .tools("util-linux", "setpriv")
                .missing();
    }

    @Override
    protected Report run() throws IOException {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw new CannotRunException(String.join("; ", missing));
        }
        int held = isBrief() ? Math.min(mebibytes, SHORT_MEBIBYTES) : mebibytes;
        int limit = held + MEBIBYTES_OF_PROGRAMS;
        int all = held + LARGER * limit + STEPS * held;
        try (MemoryCgroup cgroup = MemoryCgroup.create();
                Workspace workspace = Workspace.create();
                Disk disk =
                        Disk.of(
                                FileSystem.EXT4,
                                workspace.directory(),
                                "disk",
                                ((long) all + all / STEPS + MEBIBYTES_OF_PROGRAMS) * MEBIBYTE);
                Progress progress = new Progress("steps", STEPS)) {
            cgroup.limit((long) limit * MEBIBYTE);
            SplittableRandom random = new SplittableRandom(seed());
            Path wanted = file(disk, "wanted", held, random);
            Path larger = file(disk, "larger", LARGER * limit, random);
            Path restored = file(disk, "restored", STEPS * held, random);
            progress.step("made files");
            HoldTrial trial = new HoldTrial(disk, cgroup, wanted, larger);
            Pages kept = trial.held();
            progress.step("held a file");
            Pages lost = trial.notHeld();
            progress.step("did not hold it");
            RestoreTrial.Result result =
                    new RestoreTrial(disk, restored, workspace.directory()).run(random);
            return report(
                    cgroup.version(), limit, held * (MEBIBYTE / PageSize.BYTES), kept, lost,
                    result);
        }
    }

    private static Path file(Disk disk, String name, int mebibytes, SplittableRandom random)
            throws IOException {
        Path file = disk.directory().resolve(name);
        byte[] bytes = new byte[MEBIBYTE];
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            for (int at = 0; at < mebibytes; at++) {
                random.nextBytes(bytes);
                out.write(bytes);
            }
        }
        return file;
    }

    private static Report report(
            String version, int limit, int pages, Pages kept, Pages lost,
            RestoreTrial.Result result) {
        boolean isHeld =
                kept.before() == pages && kept.fewest() == pages && kept.byStat() == pages;
        boolean isLost = lost.before() == pages && lost.after() <= pages / HALF;
        boolean isRestored =
                result.saved() > 0 && result.dropped() == 0 && result.missing() == 0
                        && result.others() == 0;
        Table table =
                new Table("what", "pages", "fewest", "afterwards", "by stat", "as expected")
                        .row("held", kept.before(), kept.fewest(), kept.after(), kept.byStat(),
                                isHeld)
                        .row("control: not held", lost.before(), lost.fewest(), lost.after(),
                                lost.byStat(), isLost)
                        .row("saved, dropped, restored", result.saved(), result.dropped(),
                                result.restored(), null, isRestored);
        Report report =
                new Report(
                        table,
                        kept.fewest() + " of " + pages + " held pages stayed, " + lost.after()
                                + " of those that were not held; " + (result.saved()
                                        - result.missing())
                                + " of " + result.saved()
                                + " saved pages restored, and " + result.others() + " others");
        report.note("memory cgroup of version " + version + " with " + limit + " MiB, in which cat"
                + " read " + LARGER * limit + " MiB twice; fewest: the fewest pages seen by"
                + " mincore(2) from then on, or after the command drop");
        report.note("attempts to restore until no page was missing: " + result.attempts());
        report.note(cost("save", result.save()));
        report.note(cost("restore", result.restore()));
        report.note(cost("warm, of the whole file", result.warm()));
        report.note(cost("cat, of the whole file", result.read()));
        if (!isHeld) {
            report.wrong("not all of " + pages + " pages were held all the time: " + kept);
        }
        if (!isLost) {
            report.wrong("the control kept more than half of its pages: " + lost);
        }
        if (!isRestored) {
            report.wrong("what was restored is not what was saved: " + result.missing()
                    + " pages are missing, " + result.others() + " others are there, and "
                    + result.dropped() + " had not been dropped");
        }
        return report;
    }

    private static String cost(String what, Cost cost) {
        return String.format(
                Locale.ROOT, "%s: %.2f s, %.2f s of processor time, %.1f MiB from the device", what,
                cost.seconds(), cost.processorSeconds(),
                (double) cost.bytesFromDevice() / MEBIBYTE);
    }
}
