package io.fileview.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fileview completion}. */
@Command(name = "completion", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Prints a script with which a shell completes commands, options and files."
}, footer = {
    "",
    "Examples:",
    "  . <(fileview completion bash)      for this shell",
    "  fileview completion bash > /etc/bash_completion.d/fileview",
    "  fileview completion zsh > ~/.fileview-completion   to be read by ~/.zshrc"
})
final class CompletionCommand implements Callable<Integer> {
    private final Output output;

    /** The script finds out itself which of the two reads it. */
    enum Kind {
        BASH, ZSH
    }

    @Parameters(paramLabel = "SHELL", description = "The shell: bash or zsh.")
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"})
    private Kind shell;

    CompletionCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        output.print(AutoComplete.bash("fileview", Main.all(output)));
        return ExitCode.OK;
    }
}
