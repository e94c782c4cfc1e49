package io.fileview.cli;

import java.util.Locale;
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
    private static final String ADD_NAMES = """

            # Adds names of files, one a line. The shell expands nothing in them.
            function _fileview_add_names() {
              local name
              while IFS= read -r name; do
                if [ -n "${name}" ]; then
                  COMPREPLY+=("${name}")
                fi
              done <<< "$1"
            }
            """;

    private final Output output;

    /** The script finds out itself which of the two reads it. */
    enum Kind {
        BASH, ZSH;

        /** As it is typed, and completed by the shell. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "SHELL", description = "The shell: bash or zsh.")
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"})
    private Kind shell;

    CompletionCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        output.print(harmless(AutoComplete.bash("fileview", Main.all(output))));
        return ExitCode.OK;
    }

    /**
     * The shell expands the words of {@code compgen -W}, and would run a command that the name of a
     * file contains; names are therefore added one by one.
     */
    private static String harmless(String script) {
        String commands = "COMPREPLY=( $(compgen -W \"${commands// /$'\\n'}";
        String files = "COMPREPLY=( $( compgen -f -- \"${curr_word}\" ) )";
        String function = "\n# Bash completion entry point function.";
        String changed =
                script.replace(
                        commands + "${IFS}${positionals}\" -- \"${curr_word}\") )",
                        commands + "\" -- \"${curr_word}\") )\n"
                                + "    _fileview_add_names \"${positionals}\"")
                        .replace(
                                files,
                                "COMPREPLY=(); _fileview_add_names \"$( compgen -f -- \"${curr_word}\" )\"")
                        .replace(function, ADD_NAMES + function);
        if (changed.contains("${IFS}${positionals}") || !changed.contains(ADD_NAMES)) {
            throw new IllegalStateException("this version of picocli writes another script");
        }
        return changed;
    }
}
