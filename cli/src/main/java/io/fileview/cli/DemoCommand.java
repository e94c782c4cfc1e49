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
    "Shows the promises of the library, one after the other, with what was seen of each. Fails"
            + " if one was not seen."
}, footer = {
    "",
    "Examples:",
    "  fileview demo                  on a file of 64 MiB, made here and removed at the end",
    "  fileview demo --dir /mnt/data  with that file in another directory",
    "  fileview demo disk.img         on this file, which is never changed; its start may",
    "                                 be dropped from memory and read again",
    "",
    "Share counts are told to root only; without, only whether a page is shared."
})
final class DemoCommand implements Callable<Integer> {
    private static final long SCRATCH_SIZE = 64L << 20;

    private final Output output;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Show them on this file (default: on one made for this).")
    private @Nullable Path file;

    @Option(names = "--dir", paramLabel = "DIR", description = "Make the file in this directory (default: this one, if it is on a disk).")
    private @Nullable Path directory;

    @Option(names = "--json", description = "Write one JSON document at the end.")
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
                    ScratchFile.in(directory == null ? place() : directory, SCRATCH_SIZE)) {
                return show(new Stage(scratch.path(), true, SCRATCH_SIZE, engine));
            }
        }
        if (directory != null) {
            throw CommandFailure.wrongUsage("FILE and --dir exclude each other");
        }
        return show(new Stage(file, false, sizeOf(file), engine));
    }

    private long sizeOf(Path path) throws IOException {
        try (FileMapping mapping = ReadableFile.open(path, engine)) {
            if (mapping == null) {
                throw CommandFailure.failed(path + ": is empty; there is nothing to show on it");
            }
            return mapping.size();
        }
    }

    /** Where a file is on a disk, and can be made. */
    private static Path place() throws IOException {
        String[] candidates = {
            "", System.getProperty("java.io.tmpdir"), System.getProperty("user.home")
        };
        for (String candidate : candidates) {
            Path path = Path.of(candidate);
            if (Files.isWritable(path.toAbsolutePath()) && Stage.isOnDisk(path.toAbsolutePath())) {
                return path;
            }
        }
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private int show(Stage stage) throws IOException {
        String name;
        try (FileMapping mapping = engine.open(stage.file())) {
            name = mapping.engine();
        }
        Tour tour = new Tour(stage);
        if (json) {
            tour.silently();
            JsonReport.write(
                    output,
                    document -> {
                        document.writeStringField("path", stage.file().toString());
                        document.writeNumberField("size", stage.size());
                        document.writeStringField("engine", name);
                        tour.document(document);
                    });
        } else {
            Palette palette = color.palette(output);
            output.line(palette.bold("What the library promises, and what is seen of it"));
            output.line(
                    Printable.oneLine(
                            stage.file()
                                    + ", "
                                    + Amount.ofBytes(stage.size())
                                    + (stage.writable()
                                            ? ", made for this and removed at the end"
                                            : ", which is only read")
                                    + "; engine: "
                                    + name));
            tour.talk(output, palette);
        }
        return tour.allSeen() ? ExitCode.OK : ExitCode.FAILED;
    }
}
