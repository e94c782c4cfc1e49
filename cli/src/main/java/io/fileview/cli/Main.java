package io.fileview.cli;

import java.io.OutputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code fileview}. */
@Command(name = "fileview", versionProvider = VersionSource.class, mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = {
    "Shows and changes files of any size through memory mappings, and what of them is in"
            + " memory."
}, commandListHeading = "%nCommands:%n", footer = {
    "",
    "Examples:",
    "  fileview demo                            every promise of the library, shown",
    "  fileview view disk.img --offset 135K     4 KiB from there, with page states",
    "  fileview stat /var/lib/mysql             what of a tree is in memory",
    "  fileview patch data.bin --offset 16 --hex 'de ad be ef'",
    "  fileview copy disk.img backup.img        a sparse, durable copy",
    "",
    "fileview COMMAND --help says more. Exit codes: 0 done, 1 failed, 2 wrong usage."
})
public final class Main implements Runnable {
    private final Output output;

    /** Set by picocli. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Main(Output output) {
        this.output = output;
    }

    /**
     * Runs the command and ends the process.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        int exitCode = run(args, Output.ofProcess());
        if (exitCode != ExitCode.OK) { // to exit costs more than to return: it sets up logging
            System.exit(exitCode);
        }
    }

    /**
     * Runs the command in this process.
     *
     * @param args the command line
     * @param out standard output
     * @param err standard error
     * @return the exit code
     */
    static int run(String[] args, OutputStream out, OutputStream err) {
        return run(args, Output.to(out, err));
    }

    private static int run(String[] args, Output output) {
        int exitCode;
        try {
            exitCode = commandLine(args, output).execute(args);
        } catch (Throwable failure) { // an error of the JVM; picocli hands over the exceptions
            exitCode = ended(failure, output);
        }
        try {
            output.flush();
            return exitCode;
        } catch (OutputGone | CommandFailure failure) {
            return Math.max(exitCode, ended(failure, output));
        }
    }

    private static CommandLine commandLine(String[] args, Output output) {
        CommandLine main = new CommandLine(new Main(output));
        Commands.add(main, args, output);
        main.setOut(output.textWriter());
        main.setErr(output.errorWriter());
        main.setCaseInsensitiveEnumValuesAllowed(true);
        main.setOverwrittenOptionsAllowed(false);
        main.setUsageHelpAutoWidth(false);
        main.setParameterExceptionHandler((problem, ignored) -> misused(problem, output));
        main.setExecutionExceptionHandler((problem, ignored, parsed) -> ended(problem, output));
        return main;
    }

    private static int misused(ParameterException problem, Output output) {
        String message = String.valueOf(problem.getMessage());
        CommandLine commandLine = problem.getCommandLine();
        if (problem instanceof UnmatchedArgumentException unmatched
                && commandLine.getParent() == null) {
            String what = unmatched.getUnmatched().get(0);
            message = "there is no " + (what.startsWith("-") ? "option " : "command ") + what;
        }
        if (message.startsWith("Error: ")) { // picocli says so of groups of options
            message = message.substring("Error: ".length());
        }
        String command = commandLine.getCommandSpec().qualifiedName();
        output.error(message + "; see " + command + " --help");
        return ExitCode.WRONG_USAGE;
    }

    private static int ended(Throwable failure, Output output) {
        if (failure instanceof OutputGone) {
            return ExitCode.OK;
        }
        output.error(ErrorSentence.of(failure));
        return failure instanceof CommandFailure known ? known.exitCode() : ExitCode.FAILED;
    }

    /** Without a command: what there is. */
    @Override
    public void run() {
        output.print(spec.commandLine().getUsageMessage());
    }
}
