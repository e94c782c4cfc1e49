package io.fileview.labs.pages;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.LabCommand;
import io.fileview.labs.common.Progress;
import io.fileview.labs.common.Requirements;
import io.fileview.labs.common.Table;
import io.fileview.labs.common.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The command {@code labs/page-errors}. Exit codes: 0 every bad access was reported at once and the
 * control stayed silent; 1 not so; 2 wrong usage; 3 could not run.
 */
@Command(name = "page-errors", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Uses pages that cannot be read, of a truncated file and of a corrupted one on btrfs, through"
            + " guarded operations of every kind: interpreted, compiled by C1, compiled by C2, with the"
            + " collectors G1, ZGC and Parallel. Needs root and loop devices."
}, footer = {
    "",
    "Exit codes: 0 every bad access was reported at once, and raw access in C2 was not; 1 not so;",
    "2 wrong usage; 3 could not run."
})
public final class PageErrorLab implements Callable<Integer> {
    private static final int SHORT_ACCESSES = 45_000;
    private static final int CONTROL_ACCESSES = 40_000;
    private static final int SECONDS_PER_CHILD = 1_200;
    private static final List<String> COLLECTORS = List.of("G1", "Z", "Parallel");
    private static final Pattern COMPILED =
            Pattern.compile("\\s([1-4])\\s+io\\.fileview\\.PageAccess::(\\w+) \\(");

    private static final Set<String> MUST_BE_COMPILED =
            Set.of(
                    "loadSmall", "loadInt", "loadLong", "storeSmall", "storeInt", "storeLong",
                    "toArray", "fromArray", "toSegment", "fromSegment", "fill");

    /** How a JVM runs its code. */
    private enum Mode {
        INTERPRETED("-Xint", 0, 10),
        C1("-XX:TieredStopAtLevel=1", 1, 4_000),
        C2("-XX:TieredStopAtLevel=4", 4, 25_000);

        private final String option;
        private final int level;
        private final int goodAccesses;

        Mode(String option, int level, int goodAccesses) {
            this.option = option;
            this.level = level;
            this.goodAccesses = goodAccesses;
        }
    }

    /** What a child did. */
    private record Run(Counts truncated, Counts corrupted, Counts raw, Set<String> compiled,
            int crashes) {}

    @Option(names = "--accesses", paramLabel = "N", description = "how many bad accesses in all"
            + " (default: ${DEFAULT-VALUE})")
    private long accesses = 1_000_000;

    @Option(names = "--seed", paramLabel = "S", description = "of the order of operations and places")
    private long seed = new SplittableRandom().nextLong();

    @Option(names = "--short", description = "about a minute: " + SHORT_ACCESSES + " accesses")
    private boolean brief;

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
        return LabCommand.run(new PageErrorLab(), arguments);
    }

    @Override
    public Integer call() throws IOException {
        if (accesses < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--accesses " + accesses + " must be 1 or more");
        }
        List<String> missing = Requirements.missing(List.of(FileSystem.BTRFS));
        if (!missing.isEmpty()) {
            missing.forEach(what -> System.err.println("THE PAGE-ERROR LAB DID NOT RUN: " + what));
            return LabCommand.COULD_NOT_RUN;
        }
        System.err.println("seed " + seed);
        long wanted = brief ? Math.min(accesses, SHORT_ACCESSES) : accesses;
        int cells = Mode.values().length * COLLECTORS.size();
        Verdict verdict = new Verdict(wanted);
        Progress progress = new Progress("JVMs", cells);
        try (Workspace workspace = Workspace.create();
                CorruptedFile corrupted = CorruptedFile.in(workspace.directory(), seed)) {
            for (Mode mode : Mode.values()) {
                for (String collector : COLLECTORS) {
                    long each = (wanted + cells - 1) / cells;
                    verdict.add(
                            mode,
                            collector,
                            start(mode, collector, workspace.directory(), corrupted.path(), each));
                    progress.step(mode + ", " + collector);
                }
            }
        }
        progress.end();
        System.out.print(verdict.text(seed));
        return verdict.isGood() ? 0 : 1;
    }

    private Run start(Mode mode, String collector, Path directory, Path corrupted, long count)
            throws IOException {
        Path truncated = directory.resolve("truncated");
        Files.write(truncated, CorruptedFile.contentFor(seed));
        Path log = directory.resolve("compilations");
        List<String> options =
                List.of(
                        "-XX:-UseSerialGC",
                        "-XX:+Use" + collector + "GC",
                        mode.option,
                        "-Xlog:jit+compilation=debug:file=" + log + "::filecount=0");
        Map<String, Counts> counts = new HashMap<>();
        boolean ended;
        try (ChildJvm child =
                ChildJvm.start(
                        PageErrorProgram.class,
                        options,
                        truncated,
                        corrupted,
                        count - count / 4,
                        count / 4,
                        mode.goodAccesses,
                        CONTROL_ACCESSES,
                        seed)
                        .endAfter(SECONDS_PER_CHILD)) {
            for (String line = child.hear(); line != null; line = child.hear()) {
                String[] words = line.split(" ", 2);
                counts.put(words[0], Counts.parse(words[1]));
            }
            ended = child.exitCode(SECONDS_PER_CHILD) == 0;
        }
        return new Run(
                counts.getOrDefault("truncated", Counts.NONE),
                counts.getOrDefault("corrupted", Counts.NONE),
                counts.getOrDefault("raw", Counts.NONE),
                compiled(log, mode),
                ended && counts.containsKey("raw") ? 0 : 1);
    }

    /** The methods of guarded access that the JVM compiled in this mode. */
    private static Set<String> compiled(Path log, Mode mode) throws IOException {
        Set<String> methods = new TreeSet<>();
        for (String line : Files.readAllLines(log)) {
            Matcher method = COMPILED.matcher(line);
            if (method.find() && Integer.parseInt(method.group(1)) == mode.level) {
                methods.add(method.group(2));
            }
        }
        return methods;
    }

    /** All runs, and what they come to. */
    private static final class Verdict {
        private final long wanted;
        private final Table table =
                new Table(
                        "code", "collector", "truncated", "corrupted", "wrong", "silent", "late",
                        "crashes", "methods", "control: raw access to the truncated file");
        private final List<String> complaints = new ArrayList<>();
        private Counts sum = Counts.NONE;
        private int crashes;

        Verdict(long wanted) {
            this.wanted = wanted;
        }

        void add(Mode mode, String collector, Run run) {
            Counts guarded = run.truncated.plus(run.corrupted);
            Counts raw = run.raw;
            sum = sum.plus(guarded);
            crashes += run.crashes;
            table.row(
                    mode,
                    collector,
                    run.truncated.precise(),
                    run.corrupted.precise(),
                    guarded.wrong(),
                    guarded.silent(),
                    guarded.late(),
                    run.crashes,
                    run.compiled.size(),
                    raw.precise() + " precise, " + raw.silent() + " silent, " + raw.late()
                            + " errors late");
            String where = mode + ", " + collector + ": ";
            if (mode == Mode.C2 && (raw.silent() == 0 || raw.late() == 0)) {
                complaints.add(where + "the control failed: raw access was reported at once");
            }
            if (mode == Mode.INTERPRETED
                    ? !run.compiled.isEmpty()
                    : !run.compiled.containsAll(MUST_BE_COMPILED)) {
                complaints.add(
                        where + "the code did not run in this mode; compiled were " + run.compiled);
            }
        }

        boolean isGood() {
            return complaints.isEmpty()
                    && crashes == 0
                    && sum.precise() >= wanted
                    && sum.wrong() + sum.silent() + sum.late() == 0;
        }

        String text(long seed) {
            StringBuilder text = new StringBuilder(table.toString());
            complaints.forEach(line -> text.append(line).append('\n'));
            return text.append(
                    String.format(
                            "%d accesses to bad pages reported at once, %d wrong, %d silent, %d late,"
                                    + " %d crashes of the JVM; seed %d: %s%n",
                            sum.precise(),
                            sum.wrong(),
                            sum.silent(),
                            sum.late(),
                            crashes,
                            seed,
                            isGood() ? "as promised" : "NOT AS PROMISED"))
                    .toString();
        }
    }
}
