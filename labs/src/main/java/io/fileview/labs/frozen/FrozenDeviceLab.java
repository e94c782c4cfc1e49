package io.fileview.labs.frozen;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.Pause;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.Report;
import io.fileview.labs.common.Shell;
import io.fileview.labs.common.Table;
import io.fileview.labs.common.UnexpectedEndException;
import io.fileview.labs.common.Workspace;
import io.fileview.labs.disk.CutDisk;
import io.fileview.labs.disk.DiskLab;
import io.fileview.labs.disk.LoggedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/frozen-device}. */
@Command(name = "frozen-device", description = {
    "Accesses a page of a device that does not answer for some seconds, in each form of access, and"
            + " collects garbage in another thread meanwhile. The control, access in Java code, delays"
            + " the collection until the device answers. Needs root, /dev/fuse and loop devices."
})
final class FrozenDeviceLab extends Lab {
    private static final int ATTEMPTS = 3;
    private static final long MOST_MILLIS = 100;
    private static final int SECONDS_TO_END = 120;

    @Option(names = "--seconds", paramLabel = "N", description = "how long the device is frozen"
            + " (default: ${DEFAULT-VALUE}; in the short form at most 2)")
    private long seconds = 5;

    public static void main(String[] arguments) {
        System.exit(Lab.run(new FrozenDeviceLab(), arguments));
    }

    @Override
    protected void checkOptions() {
        require(seconds >= 2, "--seconds " + seconds + " must be 2 or more");
    }

    @Override
    protected Report run() throws IOException {
        Table table =
                new Table("form", "ms of collection", "access waited", "longer", "as promised");
        List<String> missing = DiskLab.missing(FileSystem.EXT4);
        Report report = new Report(table, "collections beside accesses to a frozen device");
        report.note("longer: the access was still waiting when the collection had ended.");
        report.note(
                "Promised are at most " + mostMillis()
                        + " ms beside forms that wait in native code,"
                        + " and at least " + frozenMillis() / 2
                        + " ms beside the others, which are the"
                        + " control.");
        if (!missing.isEmpty()) {
            report.notRun("all", String.join("; ", missing));
            return report;
        }
        try (Workspace workspace = Workspace.create();
                Progress progress = new Progress("forms", Form.values().length);
                CutDisk disk = new CutDisk(FileSystem.EXT4, workspace.directory())) {
            disk.run(
                    disk.empty(),
                    (directory, device, marksFrom, frozen) -> {
                        for (Form form : Form.values()) {
                            int attempt = 1;
                            while (!run(form, attempt, directory, frozen, table, report)) {
                                attempt++;
                            }
                            progress.step(form.title());
                        }
                    });
        }
        return report;
    }

    private long frozenMillis() {
        return 1_000 * (isBrief() ? Math.min(seconds, 2) : seconds);
    }

    /** The short form runs as a test, on machines that may be busy. */
    private long mostMillis() {
        return isBrief() ? frozenMillis() / 2 : MOST_MILLIS;
    }

    /** Returns false if it proved nothing, because a page had come back to memory. */
    private boolean run(
            Form form, int attempt, Path directory, LoggedDisk disk, Table table, Report report)
            throws IOException {
        Path file = directory.resolve(form.name() + attempt);
        Files.write(file, new byte[1 << 20]);
        Shell.run("sync", "--file-system", file.toString());
        long millis = frozenMillis();
        try (ChildJvm child =
                ChildJvm.start(FrozenProgram.class, form, file)
                        .killAfter(millis / 1_000 + SECONDS_TO_END)) {
            require(FrozenProgram.READY, child);
            disk.freeze();
            try {
                child.send("go");
                require(FrozenProgram.COLLECTING, child);
                Pause.millis(millis);
            } finally {
                disk.thaw();
            }
            String answer = child.readLine();
            if (answer == null) {
                throw new UnexpectedEndException(
                        form.title() + ": the program ended without an answer");
            }
            Outcome outcome = Outcome.parse(answer);
            String wrong =
                    outcome.wrong(
                            form, child.exitCode(SECONDS_TO_END),
                            mostMillis(), millis);
            if (Outcome.DID_NOT_WAIT.equals(wrong) && attempt < ATTEMPTS) {
                return false;
            }
            table.row(
                    form.title(), outcome.millis(), outcome.waitedBefore(), outcome.waitedAfter(),
                    wrong == null);
            if (wrong != null) {
                report.wrong(form.title() + ": " + wrong);
            }
            return true;
        }
    }

    private static void require(String line, ChildJvm child) throws IOException {
        String found = child.readLine();
        if (!line.equals(found)) {
            throw new UnexpectedEndException(
                    "the program printed " + found + ", not " + line);
        }
    }
}
