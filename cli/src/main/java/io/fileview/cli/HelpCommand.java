package io.fileview.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fileview help}. */
@Command(name = "help", helpCommand = true, description = "Shows the help of a command.")
final class HelpCommand implements Runnable {
    private final Output output;

    /** Set by picocli. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command (default: show all commands).")
    private @Nullable String name;

    HelpCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        CommandLine main = spec.commandLine().getParent();
        CommandLine command = name == null ? main : main.getSubcommands().get(name);
        if (command == null) {
            throw new ParameterException(main, "there is no command " + name);
        }
        output.print(command.getUsageMessage());
    }
}
