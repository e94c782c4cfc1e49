package io.fileview.cli;

import picocli.CommandLine.Option;

/** The option {@code --color}. */
final class ColorOption {
    @Option(names = "--color", paramLabel = "WHEN", description = "Use colours: auto (on a terminal, unless NO_COLOR is set), always or never"
            + " (default: auto).")
    private Palette.Mode mode = Palette.Mode.AUTO;

    Palette palette(Output output) {
        return Palette.of(mode, output.terminal());
    }
}
