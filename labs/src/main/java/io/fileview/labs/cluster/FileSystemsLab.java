package io.fileview.labs.cluster;

import io.fileview.labs.cluster.Verdict.State;
import io.fileview.labs.common.LabCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The command {@code labs/file-systems}. Exit codes: 0 nothing failed and nothing lost; 1 not so; 2
 * wrong usage; 3 something that was asked for could not be run.
 */
@Command(name = "file-systems", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Tries the promises of Fileview on ext4, xfs and btrfs and on a GlusterFS volume of three nodes,"
            + " and prints a table of technology by promise. Needs root."
}, footer = {
    "",
    "Exit codes: 0 nothing failed and nothing lost, 1 not so, 2 wrong usage, 3 could not run."
})
public final class FileSystemsLab implements Callable<Integer> {
    private static final int COULD_NOT_RUN = 3;

    @Option(names = "--only", paramLabel = "LIST", split = ",", description = "of ext4, xfs, btrfs"
            + " and glusterfs (default: all)")
    private List<String> only = List.of();

    @Option(names = "--short", description = "less than a minute: no cluster volume, and without the"
            + " library's own tests")
    private boolean brief;

    @Option(names = "--seed", paramLabel = "S", description = "of all that is random")
    private long seed = new SplittableRandom().nextLong();

    @Option(names = "--json", description = "print the table as JSON")
    private boolean json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "write the table as Markdown too")
    private @Nullable Path markdown;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    private final PromiseTable table = new PromiseTable();

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
        return LabCommand.run(new FileSystemsLab(), arguments);
    }

    @Override
    public Integer call() throws IOException {
        Set<Technology> technologies = technologies();
        System.err.println("seed " + seed);
        long start = System.nanoTime();
        boolean all = runAll(technologies);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (markdown != null) {
            Files.writeString(markdown, table.markdown());
        }
        System.out.print(json ? table.json(seconds) : text(seconds));
        if (table.has(State.FAILED)) {
            return 1;
        }
        return all ? 0 : COULD_NOT_RUN;
    }

    /** Tells whether each could be tried. */
    private boolean runAll(Set<Technology> technologies) throws IOException {
        boolean all = true;
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        WorkDirectory.removeLeftovers(parent);
        Path work = WorkDirectory.create(parent);
        try (Undo undo = new Undo()) {
            undo.later("remove " + work, () -> WorkDirectory.remove(work));
            for (Technology technology : technologies) {
                TechnologyRun run = new TechnologyRun(technology, table, work, root(), seed, brief);
                List<String> missing = technology.missing();
                if (missing.isEmpty()) {
                    run.run();
                } else {
                    all = false;
                    missing.forEach(
                            what -> System.err.println(
                                    technology.title().toUpperCase(Locale.ROOT)
                                            + " WAS NOT TRIED: " + what));
                    run.putAll(Verdict.notRun(String.join("; ", missing)));
                }
            }
        }
        return all;
    }

    private Set<Technology> technologies() {
        Set<Technology> chosen = EnumSet.allOf(Technology.class);
        if (brief) {
            chosen.removeIf(Technology::isCluster);
            System.err.println(
                    "--short: GLUSTERFS IS NOT TRIED, NOR ARE THE LIBRARY'S OWN TESTS RUN");
        }
        try {
            if (!only.isEmpty()) {
                chosen.retainAll(only.stream().map(Technology::named).toList());
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (chosen.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--short and --only together leave nothing to be tried");
        }
        return chosen;
    }

    /** The checkout, as the launcher tells it. */
    private static Path root() {
        return Path.of(System.getProperty("fileview.checkout", ".")).toAbsolutePath();
    }

    private String text(double seconds) {
        StringBuilder text = new StringBuilder(table.grid()).append('\n');
        for (State state : State.values()) {
            text.append(table.count(state)).append(' ').append(state.words()).append(", ");
        }
        return text.append(String.format(Locale.ROOT, "%.0f s%n", seconds)).toString();
    }
}
