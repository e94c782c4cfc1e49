package io.fileview.labs.common;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * What all lab commands have in common: their options, the seed on the first line, the time taken, the
 * report as text or JSON, and the exit code.
 */
@Command(sortOptions = false, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:every promise held and every control was caught",
    "1:a promise was broken, or a control was not caught",
    "2:the command line is wrong",
    "3:something that was asked for could not be run on this machine"
})
public abstract class Lab implements Callable<Integer> {
    /** Every promise held and every control was caught. */
    public static final int PASSED = 0;
    /** A promise was broken, or a control was not caught. */
    public static final int FAILED = 1;
    /** Something that was asked for could not be run on this machine. */
    public static final int COULD_NOT_RUN = 3;

    private static final double NANOS_PER_SECOND = 1e9;

    @Option(names = "--seed", paramLabel = "S", description = "the seed of all random choices"
            + " (default: a random one); the timing of the kernel cannot be repeated")
    private long seed = new SplittableRandom().nextLong();

    @Option(names = "--short", description = "run the short form, which takes less than a minute")
    private boolean brief;

    @Option(names = "--json", description = "print the results as JSON")
    private boolean json;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    private List<String> wrong = List.of();

    /** For the labs. */
    protected Lab() {}

    /**
     * Runs a lab in this process. A machine that cannot run the lab gets one line on standard error;
     * a stack trace is printed only for a failure that nobody expects.
     *
     * @param lab the lab
     * @param arguments the command line
     * @return the exit code
     */
    public static int run(Lab lab, String... arguments) {
        return new CommandLine(lab)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> exitCode(failure, command.getCommandName()))
                .execute(arguments);
    }

    private static int exitCode(Exception failure, String name) {
        if (failure instanceof UnexpectedEndException) {
            System.err.println(name + " failed: " + failure.getMessage());
            return FAILED;
        }
        boolean explained = failure instanceof CannotRunException;
        System.err.println(
                name + " could not run: " + (explained ? failure.getMessage() : failure));
        if (!(failure instanceof IOException)) {
            failure.printStackTrace();
        }
        return COULD_NOT_RUN;
    }

    @Override
    public final Integer call() throws IOException {
        System.err.println(spec.name() + ": seed " + seed);
        checkOptions();
        Processor.current();
        long start = System.nanoTime();
        Report report = run();
        Report.Run run =
                new Report.Run(spec.name(), seed, (System.nanoTime() - start) / NANOS_PER_SECOND);
        System.out.print(json ? report.json(run) : report.text(run));
        wrong = report.wrong();
        if (!report.isGood()) {
            return FAILED;
        }
        return report.isComplete() ? PASSED : COULD_NOT_RUN;
    }

    /**
     * Returns what was wrong when this lab last ran.
     *
     * @return broken promises and controls that were not caught; nothing before the first run
     */
    public final List<String> wrong() {
        return wrong;
    }

    /** Checks the options of this lab, with {@link #require}, before anything runs. */
    protected abstract void checkOptions();

    /**
     * Runs the lab.
     *
     * @return the results
     * @throws IOException if the lab cannot go on
     */
    protected abstract Report run() throws IOException;

    /**
     * Returns the seed of every random choice.
     *
     * @return the seed
     */
    protected final long seed() {
        return seed;
    }

    /**
     * Tells whether the short form is to run.
     *
     * @return true for the short form
     */
    protected final boolean isBrief() {
        return brief;
    }

    /**
     * Ends the lab with exit code 2 unless a condition holds.
     *
     * @param holds the condition
     * @param message what is wrong with the command line
     */
    protected final void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    /**
     * Finds what the option {@code --only} selects.
     *
     * @param <T> what can be selected
     * @param option the option that gives the names
     * @param names the names given; none selects all
     * @param all what can be selected
     * @param title the name of each
     * @return what is selected, in the order of {@code all}
     */
    protected final <T> List<T> selected(
            String option, List<String> names, List<T> all, Function<T, String> title) {
        String known = all.stream().map(title).collect(Collectors.joining(", "));
        for (String name : names) {
            require(
                    all.stream().anyMatch(one -> title.apply(one).equals(name)),
                    option + " " + name + " is not one of " + known);
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(one -> names.contains(title.apply(one))).toList();
    }
}
