package io.fileview.labs.ioerrors;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.LabCommand;
import io.fileview.labs.common.Parallel;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Workspace;
import io.fileview.labs.disk.CutDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The command {@code labs/io-errors}. Exit codes: 0 nothing lost and the control lost; 1 not so; 2
 * wrong usage; 3 could not run.
 */
@Command(name = "io-errors", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Lets writes and flushes of a disk fail while a program uses Fileview, lets the disk and a quota"
            + " run full, then cuts the power and looks for all that had been reported durable."
            + " Needs root, /dev/fuse and loop devices."
}, footer = {
    "",
    "Exit codes: 0 nothing lost and the control lost, 1 not so, 2 wrong usage, 3 could not run."
})
public final class IoErrorLab implements Callable<Integer> {
    private static final int SHORT_FAILURES = 18;

    @Option(names = "--failures", paramLabel = "N", description = "how many failures of the disk,"
            + " without full disks, quotas and controls (default: ${DEFAULT-VALUE})")
    private int failures = 200;

    @Option(names = "--seed", paramLabel = "S", description = "of all that is random; the moments at"
            + " which the kernel writes are not")
    private long seed = new SplittableRandom().nextLong();

    @Option(names = "--file-systems", paramLabel = "LIST", split = ",", description = "of ext4, xfs"
            + " and btrfs (default: all)")
    private List<String> fileSystems = List.of("ext4", "xfs", "btrfs");

    @Option(names = "--short", description = "about a minute: " + SHORT_FAILURES + " failures")
    private boolean brief;

    @Option(names = "--json", description = "print the results as JSON")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    /**
     * Runs the lab and ends the process.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /**
     * Runs the lab in this process.
     *
     * @param arguments the command line
     * @return the exit code
     */
    public static int run(String... arguments) {
        return LabCommand.run(new IoErrorLab(), arguments);
    }

    @Override
    public Integer call() throws IOException {
        List<FileSystem> types = types();
        List<String> missing = Requirements.missing(types);
        if (!missing.isEmpty()) {
            missing.forEach(what -> System.err.println("THE I/O-ERROR LAB DID NOT RUN: " + what));
            return LabCommand.COULD_NOT_RUN;
        }
        Plan plan = new Plan(types, brief ? Math.min(failures, SHORT_FAILURES) : failures, brief);
        System.err.println("seed " + seed);
        Progress progress = new Progress("failures", plan.total());
        List<Cell> cells = new ArrayList<>();
        try (Workspace workspace = Workspace.create()) {
            Parallel.map(types, type -> failAll(plan, type, workspace, progress))
                    .forEach(cells::addAll);
        } finally {
            progress.end();
        }
        Report report = new Report(seed, progress.seconds(), cells);
        System.out.print(json ? report.json() : report.text());
        return report.isGood() ? 0 : 1;
    }

    private List<FileSystem> types() {
        try {
            if (failures < 1) {
                throw new IllegalArgumentException("--failures " + failures + " must be 1 or more");
            }
            return fileSystems.stream().map(FileSystem::named).distinct().toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<Cell> failAll(Plan plan, FileSystem type, Workspace workspace, Progress progress)
            throws IOException {
        Path directory = Files.createDirectory(workspace.directory().resolve(type.mountName()));
        List<Cell> cells = new ArrayList<>();
        try (CutDisk disk = new CutDisk(type, directory)) {
            CellRun run = new CellRun(disk, seed, progress);
            for (Plan.Share share : plan.shares(type)) {
                cells.add(run.fail(share));
            }
        }
        return cells;
    }
}
