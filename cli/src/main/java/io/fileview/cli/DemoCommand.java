package io.fileview.cli;

import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fileview demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Demonstrates the promises of the library one by one and shows the evidence for each. Fails"
            + " if one of them was not seen."
}, footer = {
    "",
    "Examples:",
    "  fileview demo                  uses a temporary file of 64 MiB",
    "  fileview demo --dir /mnt/data  creates that file in another directory",
    "  fileview demo disk.img         uses this file, which is never changed, but",
    "                                 part of it may be evicted from memory",
    "",
    "With FILE, the promises that take a change are not shown. A failed flush is",
    "shown on a simulated disk, because no real one fails when it is asked to.",
    "",
    "On Linux, only root can see share counts; other users see only whether a page",
    "is shared."
})
final class DemoCommand implements Callable<Integer> {
    private static final long SCRATCH_SIZE = 64L << 20;

    private final Output output;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Use this file (default: a temporary file).")
    private @Nullable Path file;

    @Option(names = "--dir", paramLabel = "DIR", description = "Create the temporary file in this directory (default: the current one, if it is on a disk).")
    private @Nullable Path directory;

    @Option(names = "--json", description = "Print a JSON document at the end.")
    private boolean json;

    @Mixin
    private final ColorOption color = new ColorOption();
    @Mixin
    private final EngineOption engine = new EngineOption();

    DemoCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        if (file == null) {
            try (ScratchFile scratch =
                    ScratchFile.in(directory == null ? defaultDirectory() : directory,
                            SCRATCH_SIZE)) {
                return show(new DemoTarget(scratch.path(), true, SCRATCH_SIZE, engine));
            }
        }
        if (directory != null) {
            throw CommandFailure
                    .wrongUsage("FILE and --dir cannot be used together; use one of them");
        }
        return show(new DemoTarget(file, false, sizeOf(file), engine));
    }

    private long sizeOf(Path path) throws IOException {
        try (FileMapping mapping = engine.open(path)) {
            if (mapping.size() == 0) {
                throw CommandFailure.failed(
                        PathText.line(path) + ": is empty; give a file that has bytes");
            }
            return mapping.size();
        }
    }

    /** A writable directory, on a disk if possible. */
    private static Path defaultDirectory() throws IOException {
        String[] candidates = {
            "", System.getProperty("java.io.tmpdir"), System.getProperty("user.home")
        };
        for (String candidate : candidates) {
            Path path = Path.of(candidate);
            if (Files.isWritable(path.toAbsolutePath())
                    && DemoTarget.isOnDisk(path.toAbsolutePath())) {
                return path;
            }
        }
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private int show(DemoTarget target) throws IOException {
        String name;
        try (FileMapping mapping = engine.open(target.file())) {
            name = mapping.engine();
        }
        Tour tour = new Tour(target);
        if (json) {
            tour.runSilently();
            JsonReport.write(
                    output,
                    document -> {
                        JsonReport.path(document, target.file());
                        document.writeNumberField("size", target.size());
                        document.writeStringField("engine", name);
                        tour.document(document);
                    });
        } else {
            Palette palette = color.palette(output);
            output.line(palette.bold("What the library promises, and what this run saw"));
            output.line(
                    Printable.oneLine(
                            PathText.line(target.file())
                                    + ", "
                                    + Amount.ofBytes(target.size())
                                    + (target.writable()
                                            ? ", a temporary file"
                                            : ", which is only read")
                                    + "; engine: "
                                    + name));
            tour.run(output, palette);
        }
        return tour.allSeen() ? ExitCode.OK : ExitCode.FAILED;
    }
}
