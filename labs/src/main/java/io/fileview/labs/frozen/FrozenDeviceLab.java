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
        Table table = new Table("form", "ms of collection", "access was waiting", "as promised");
        List<String> missing = DiskLab.missing(FileSystem.EXT4);
        Report report = new Report(table, "collections beside accesses to a frozen device");
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
                            String[] answer = run(form, directory, frozen).split(" ", -1);
                            judge(form, Long.parseLong(answer[0]),
                                    Boolean.parseBoolean(answer[1]), table, report);
                            progress.step(form.title());
                        }
                    });
        }
        return report;
    }

    private String run(Form form, Path directory, LoggedDisk disk) throws IOException {
        Path file = directory.resolve(form.name());
        Files.write(file, new byte[1 << 20]);
        Shell.run("sync", "--file-system", file.toString());
        try (ChildJvm child =
                ChildJvm.start(FrozenProgram.class, form, file).killAfter(SECONDS_TO_END)) {
            if (child.readLine() == null) {
                throw new UnexpectedEndException("the program ended before the device was frozen");
            }
            disk.freeze();
            try {
                child.send("go");
                Pause.millis(1_000 * (isBrief() ? Math.min(seconds, 2) : seconds));
            } finally {
                disk.thaw();
            }
            String answer = child.readLine();
            if (answer == null) {
                throw new UnexpectedEndException("the program ended while the device was frozen");
            }
            child.exitCode(SECONDS_TO_END);
            return answer;
        }
    }

    private static void judge(
            Form form, long millis, boolean waited, Table table, Report report) {
        boolean isQuick = millis <= MOST_MILLIS;
        boolean kept = waited && isQuick == form.waitsInNativeCode();
        table.row(form.title(), millis, waited, kept);
        if (!waited) {
            report.wrong(form.title() + ": the access did not wait for the device");
        } else if (!kept) {
            report.wrong(
                    form.title() + ": the collection took " + millis + " ms"
                            + (isQuick ? ", so the control failed" : ""));
        }
    }
}
