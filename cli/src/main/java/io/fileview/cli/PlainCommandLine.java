package io.fileview.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A command line of {@code stat} or {@code view} that has only names of files. It needs no parser:
 * picocli, which reads the annotations of a command first, takes longer than the command.
 *
 * @param command what is to be done
 * @param files the files that are named
 */
record PlainCommandLine(Callable<Integer> command, List<Path> files) {
    /** Returns the command and its files; null if picocli must parse the words, and say what is wrong with them. */
    static @Nullable PlainCommandLine parse(String[] args, Output output) {
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
            case "stat" -> new PlainCommandLine(new StatCommand(output, files), files);
            case "view" -> files.size() == 1
                    ? new PlainCommandLine(new ViewCommand(output, files.get(0)), files)
                    : null;
            default -> null;
        };
    }
}
