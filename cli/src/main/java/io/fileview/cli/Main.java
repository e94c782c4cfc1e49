package io.fileview.cli;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code fileview}. */
@Command(name = "fileview", versionProvider = VersionSource.class, mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = {
    "Views and changes files of any size through memory mappings, and shows which of their"
            + " pages are in memory."
}, commandListHeading = "%nCommands:%n", footer = {
    "",
    "Examples:",
    "  fileview demo                          demonstrates the library's promises",
    "  fileview view disk.img --offset 135K   shows 4 KiB with page states",
    "  fileview stat /var/lib/mysql           shows how much is in memory",
    "  fileview top                           shows which files fill the memory",
    "  fileview who data.bin                  shows who has it open, mapped or locked",
    "  fileview patch data.bin --offset 16 --hex \"de ad be ef\"",
    "  fileview copy disk.img backup.img      makes a sparse, durable copy",
    "",
    "For details, run 'fileview help COMMAND'.",
    "Exit codes: 0 success, 1 failure, 2 invalid command line. A reader that closes",
    "the output early, as head does, is no failure."
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
        int exitCode = start(args, Output.ofProcess());
        if (exitCode != ExitCode.OK) { // System.exit is slower than returning: it sets up logging
            System.exit(exitCode);
        }
    }

    private static int start(String[] args, Output output) {
        String[] typed;
        try {
            typed =
                    Platform.WINDOWS
                            ? WindowsCommandLine.ofProcess(args)
                            : UnixCommandLine.ofProcess(args);
        } catch (CommandFailure failure) {
            return ended(failure, output);
        }
        return run(typed, output);
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

    static int run(String[] args, Output output) {
        int exitCode;
        try {
            PlainCommandLine plain = PlainCommandLine.parse(args, output);
            exitCode =
                    plain != null ? run(plain, output) : commandLine(args, output).execute(args);
        } catch (Throwable failure) { // an error of the JVM; picocli handles exceptions itself
            exitCode = ended(failure, output);
        }
        try {
            output.flush();
            return exitCode;
        } catch (OutputClosed | CommandFailure failure) {
            return Math.max(exitCode, ended(failure, output));
        }
    }

    private static int run(PlainCommandLine plain, Output output) {
        try {
            return plain.command().call();
        } catch (Exception failure) {
            return ended(failure, output, plain.files().toArray(new Path[0]));
        }
    }

    /** All commands, for whoever describes them. */
    static CommandLine all(Output output) {
        CommandLine main = new CommandLine(new Main(output));
        Commands.addAll(main, output);
        return main;
    }

    private static CommandLine commandLine(String[] args, Output output) {
        CommandLine main = new CommandLine(new Main(output));
        Commands.add(main, args, output);
        main.setOut(output.textWriter());
        main.setErr(output.errorWriter());
        main.registerConverter(Path.class, new FileName()); // also for the subcommands
        main.setCaseInsensitiveEnumValuesAllowed(true);
        main.setOverwrittenOptionsAllowed(false);
        main.setExpandAtFiles(false); // a name that begins with @ is that of a file, not of a list
        main.setUsageHelpAutoWidth(false);
        main.setParameterExceptionHandler((problem, ignored) -> misused(problem, output));
        main.setExecutionExceptionHandler(
                (problem, failed, parsed) -> ended(problem, output, paths(failed)));
        return main;
    }

    private static int misused(ParameterException problem, Output output) {
        if (problem.getCause() instanceof FileName.RefusedNameException refused) {
            output.error(String.valueOf(refused.getMessage()));
            return ExitCode.WRONG_USAGE;
        }
        String message = String.valueOf(problem.getMessage());
        CommandLine commandLine = problem.getCommandLine();
        if (problem instanceof UnmatchedArgumentException unmatched
                && commandLine.getParent() == null) {
            String what = unmatched.getUnmatched().get(0);
            message = "there is no " + (what.startsWith("-") ? "option " : "command ") + what;
        }
        message += suggestion(problem);
        if (message.startsWith("Error: ")) { // picocli adds this prefix for groups of options
            message = message.substring("Error: ".length());
        }
        String command = commandLine.getCommandSpec().qualifiedName();
        output.error(
                message + (message.endsWith("?") ? " See '" : "; see '") + command + " --help'");
        return ExitCode.WRONG_USAGE;
    }

    /** What was probably meant by a word that is not known. */
    private static String suggestion(ParameterException problem) {
        if (problem instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            CommandLine command = problem.getCommandLine();
            return Suggestion.of(
                    word,
                    word.startsWith("-")
                            ? command.getCommandSpec().optionsMap().keySet()
                            : command.getSubcommands().keySet());
        }
        return "";
    }

    /** The files that the command line names. */
    private static Path[] paths(CommandLine command) {
        return command.getParseResult().matchedArgs().stream()
                .map(ArgSpec::getValue)
                .flatMap(value -> value instanceof List<?> list ? list.stream() : Stream.of(value))
                .filter(Path.class::isInstance)
                .map(Path.class::cast)
                .toArray(Path[]::new);
    }

    private static int ended(Throwable failure, Output output, Path... files) {
        if (failure instanceof OutputClosed) {
            return ExitCode.OK;
        }
        output.error(ErrorSentence.of(failure, files));
        return failure instanceof CommandFailure known ? known.exitCode() : ExitCode.FAILED;
    }

    /** Without a command, prints the usage. */
    @Override
    public void run() {
        output.print(spec.commandLine().getUsageMessage());
    }
}
