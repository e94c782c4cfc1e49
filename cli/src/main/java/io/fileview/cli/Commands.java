package io.fileview.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The subcommands. */
final class Commands {
    static final List<String> NAMES =
            List.of(
                    "view",
                    "patch",
                    "stat",
                    "top",
                    "who",
                    "copy",
                    "warm",
                    "drop",
                    "hold",
                    "save",
                    "restore",
                    "demo",
                    "completion");

    private Commands() {}

    /**
     * Adds the subcommand that the command line starts with, or all of them if it starts with none:
     * reading the annotations of a subcommand takes as long as running it.
     */
    static void add(CommandLine main, String[] args, Output output) {
        String name = args.length > 0 ? args[0] : "";
        Object wanted = named(name, output);
        if (wanted != null) {
            main.addSubcommand(name, wanted);
            return;
        }
        addAll(main, output);
    }

    /** Adds the subcommands that the help lists. */
    static void addAll(CommandLine main, Output output) {
        for (String each : NAMES) {
            main.addSubcommand(each, named(each, output));
        }
        main.addSubcommand("help", new HelpCommand(output));
    }

    private static @Nullable Object named(String name, Output output) {
        return switch (name) {
            case "view" -> new ViewCommand(output);
            case "patch" -> new PatchCommand(output);
            case "stat" -> new StatCommand(output);
            case "top" -> new TopCommand(output);
            case "who" -> new WhoCommand(output);
            case "copy" -> new CopyCommand(output);
            case "completion" -> new CompletionCommand(output);
            case "demo" -> new DemoCommand(output);
            case "warm" -> new WarmCommand(output);
            case "drop" -> new DropCommand(output);
            case "hold" -> new HoldCommand(output);
            case "save" -> new SaveCommand(output);
            case "restore" -> new RestoreCommand(output);
            case "rehearse" -> new RehearseCommand();
            case "hold-for-demo" -> new HoldForDemoCommand(output);
            case "commit-for-demo" -> new CommitForDemoCommand(output);
            default -> null;
        };
    }
}
