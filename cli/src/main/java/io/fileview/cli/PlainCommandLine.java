package io.fileview.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A command line of {@code stat} or {@code view} that has only names of files. It needs no parser:
 * picocli, which reads the annotations of a command first, takes longer than the command.
 */
final class PlainCommandLine {
    private PlainCommandLine() {}

    /** Returns the command; null if picocli must parse the words, and say what is wrong with them. */
    static @Nullable Callable<Integer> parse(String[] args, Output output) {
        List<Path> files = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            if (args[i].isEmpty() || args[i].startsWith("-")) {
                return null;
            }
            try {
                files.add(new FileName().convert(args[i]));
            } catch (FileName.RefusedNameException e) {
                return null;
            }
        }
        if (files.isEmpty()) {
            return null;
        }
        return switch (args[0]) {
            case "stat" -> new StatCommand(output, files);
            case "view" -> files.size() == 1 ? new ViewCommand(output, files.get(0)) : null;
            default -> null;
        };
    }
}
