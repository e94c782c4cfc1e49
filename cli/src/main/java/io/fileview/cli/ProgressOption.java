package io.fileview.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --progress}. */
final class ProgressOption {
    @Option(names = "--progress", negatable = true, description = "Show progress (default: on a terminal).")
    private @Nullable Boolean progress;

    boolean isShown(Output output) {
        return progress == null ? output.terminal().showsErrors() : progress.booleanValue();
    }
}
