package io.fileview.cli;

import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fileview view}. */
@Command(name = "view", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Shows the bytes of a file of any size, and next to them the page states from before this"
            + " command read the file."
}, footer = {
    "",
    "Examples:",
    "  fileview view disk.img                             shows the first 4 KiB",
    "  fileview view disk.img --offset 135K --length 1K   shows 1 KiB at 138240",
    "  fileview view disk.img --offset 0x7c00 --raw > tail.bin",
    "                                    writes everything from there to the end",
    "",
    "Sizes: 138240, 0x21c00, 135K, 64MiB, 2G, 1TiB (powers of 1024)."
})
final class ViewCommand implements Callable<Integer> {
    private static final long UNSET = -1;
    private static final long SHOWN_AT_FIRST = 4096;
    private static final long JSON_LIMIT = 16L << 20;
    private static final int COLUMNS = 80;

    private final Output output;

    @Parameters(paramLabel = "FILE", description = "The file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--offset", paramLabel = "N", converter = SizeConverter.class, description = "Start at this offset (default: 0).")
    private long offset;

    @Option(names = "--length", paramLabel = "N", converter = SizeConverter.class, description = "Show this many bytes (default: 4K, or to the end with --raw).")
    private long length = UNSET;

    @Option(names = "--raw", description = "Write the bytes unchanged, and nothing else.")
    private boolean raw;

    @Option(names = "--json", description = "Print a JSON document with the page states and the bytes.")
    private boolean json;

    @Mixin
    private final ColorOption color = new ColorOption();
    @Mixin
    private final EngineOption engine = new EngineOption();

    ViewCommand(Output output) {
        this.output = output;
    }

    ViewCommand(Output output, Path file) {
        this.output = output;
        this.file = file;
    }

    @Override
    public Integer call() throws IOException {
        requireSensible();
        try (FileMapping mapping = engine.open(file)) {
            requireInside(mapping.size());
            if (mapping.size() == 0) {
                showEmpty();
            } else {
                show(mapping);
            }
        }
        return ExitCode.OK;
    }

    private void requireSensible() {
        if (raw && json) {
            throw CommandFailure
                    .wrongUsage("--raw and --json cannot be used together; use one of them");
        }
        if (length == 0) {
            throw CommandFailure.wrongUsage("--length 0 is too small; give 1 or more");
        }
        if (json && length > JSON_LIMIT) {
            throw CommandFailure.wrongUsage(
                    "--json shows at most "
                            + JSON_LIMIT
                            + " bytes at a time, not "
                            + length
                            + "; ask for less or use --raw");
        }
    }

    private void requireInside(long size) {
        if (offset > 0 && offset >= size) {
            throw CommandFailure.failed(
                    PathText.line(file)
                            + ": offset "
                            + offset
                            + " is after the end of the file, which has "
                            + Amount.count(size, "byte")
                            + "; give a smaller --offset");
        }
        if (length != UNSET && length > size - offset) {
            throw CommandFailure.failed(
                    PathText.line(file)
                            + ": "
                            + Amount.count(length, "byte")
                            + " from offset "
                            + offset
                            + " would end after the file, which has "
                            + Amount.count(size, "byte")
                            + "; give --length "
                            + (size - offset)
                            + " or less");
        }
    }

    private void showEmpty() throws IOException {
        if (json) {
            ViewDocument.writeEmpty(file, output);
        } else if (!raw) {
            output.line(PathText.of(file).line() + " is empty (0 bytes)");
        }
    }

    private void show(FileMapping mapping) throws IOException {
        long rest = mapping.size() - offset;
        if (raw) {
            RawBytes.write(mapping, offset, length == UNSET ? rest : length, output);
            return;
        }
        long shown = length == UNSET ? Math.min(SHOWN_AT_FIRST, rest) : length;
        if (json) {
            ViewDocument.write(file, mapping, offset, shown, output);
        } else {
            Palette palette = color.palette(output);
            HexView.show(mapping, offset, shown, output, palette);
            printPosition(mapping.size(), shown, palette);
        }
    }

    private void printPosition(long size, long shown, Palette palette) {
        long next = offset + shown;
        String where =
                "shown: "
                        + Amount.count(shown, "byte")
                        + " at offset "
                        + offset
                        + " of "
                        + Amount.grouped(size)
                        + (next == size ? ", to the end" : ";");
        String rest = next == size ? "" : " " + Amount.grouped(size - next) + " more";
        if (where.length() + rest.length() > COLUMNS) {
            output.line(palette.dim(where));
            output.line(palette.dim("      " + rest));
        } else {
            output.line(palette.dim(where + rest));
        }
        if (next < size) {
            output.line(
                    palette.dim(
                            "next:  fileview view "
                                    + Printable.oneLine(
                                            Shell.here().word(PathText.exact(file), output))
                                    + " --offset "
                                    + next));
            output.line(palette.dim("       (--length N shows more, --raw writes all)"));
        }
    }
}
