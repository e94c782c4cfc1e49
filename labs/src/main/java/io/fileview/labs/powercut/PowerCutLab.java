package io.fileview.labs.powercut;

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
 * The command {@code labs/power-cut}. Exit codes: 0 nothing lost and all controls lost; 1 not so; 2
 * wrong usage; 3 could not run.
 */
@Command(name = "power-cut", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Cuts the power of a disk on which a program uses Fileview, at random moments, and looks for all"
            + " that had been reported durable. Needs root, /dev/fuse and loop devices."
}, footer = {
    "",
    "Exit codes: 0 nothing lost and every control lost, 1 not so, 2 wrong usage, 3 could not run."
})
public final class PowerCutLab implements Callable<Integer> {
    private static final int SHORT_CUTS = 36;

    @Option(names = "--cuts", paramLabel = "N", description = "how many cuts, without those of"
            + " controls (default: ${DEFAULT-VALUE})")
    private int cuts = 1000;

    @Option(names = "--seed", paramLabel = "S", description = "of all that is random; the moments at"
            + " which the kernel writes are not")
    private long seed = new SplittableRandom().nextLong();

    @Option(names = "--file-systems", paramLabel = "LIST", split = ",", description = "of ext4, xfs"
            + " and btrfs (default: all)")
    private List<String> fileSystems = List.of("ext4", "xfs", "btrfs");

    @Option(names = "--short", description = "about a minute: " + SHORT_CUTS + " cuts")
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
        return LabCommand.run(new PowerCutLab(), arguments);
    }

    @Override
    public Integer call() throws IOException {
        List<FileSystem> types = types();
        List<String> missing = Requirements.missing(types);
        if (!missing.isEmpty()) {
            missing.forEach(what -> System.err.println("THE POWER-CUT LAB DID NOT RUN: " + what));
            return LabCommand.COULD_NOT_RUN;
        }
        Plan plan = new Plan(types, brief ? Math.min(cuts, SHORT_CUTS) : cuts, brief);
        System.err.println("seed " + seed);
        Progress progress = new Progress("cuts", plan.total());
        List<Outcome> outcomes = new ArrayList<>();
        try (Workspace workspace = Workspace.create()) {
            Parallel.map(types, type -> cutAll(plan, type, workspace, progress))
                    .forEach(outcomes::addAll);
        } finally {
            progress.end();
        }
        Report report = new Report(seed, progress.seconds(), outcomes);
        System.out.print(json ? report.json() : report.text());
        return report.isGood() ? 0 : 1;
    }

    private List<FileSystem> types() {
        try {
            if (cuts < 1) {
                throw new IllegalArgumentException("--cuts " + cuts + " must be 1 or more");
            }
            return fileSystems.stream().map(FileSystem::named).distinct().toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<Outcome> cutAll(
            Plan plan, FileSystem type, Workspace workspace, Progress progress)
            throws IOException {
        Path directory = Files.createDirectory(workspace.directory().resolve(type.mountName()));
        List<Outcome> outcomes = new ArrayList<>();
        try (CutDisk disk = new CutDisk(type, directory)) {
            for (Plan.Share share : plan.shares(type)) {
                outcomes.add(
                        new CutRun(disk, share.trial(), seed, progress).cut(share.cuts()));
            }
        }
        return outcomes;
    }
}
