package io.fileview.cli;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fileview help}. */
@Command(name = "help", helpCommand = true, description = "Shows the help of a command.", footer = {
    "",
    "Examples:",
    "  fileview help",
    "  fileview help copy"
})
final class HelpCommand implements Runnable {
    private final Output output;

    /** Set by picocli. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "COMMAND", completionCandidates = CommandNames.class, description = "The command (default: show all commands).")
    private @Nullable String name;

    /** What a shell completes. */
    static final class CommandNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Commands.NAMES.iterator();
        }
    }

    HelpCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        CommandLine main = spec.commandLine().getParent();
        String wanted = name;
        if (wanted == null) {
            output.print(main.getUsageMessage());
            return;
        }
        CommandLine command = main.getSubcommands().get(wanted);
        if (command == null) {
            throw new ParameterException(
                    main,
                    "there is no command " + wanted
                            + Suggestion.of(wanted, main.getSubcommands().keySet()));
        }
        output.print(command.getUsageMessage());
    }
}
