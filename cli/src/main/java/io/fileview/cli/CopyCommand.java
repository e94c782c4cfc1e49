package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.MappingException;
import io.fileview.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fileview copy}. */
@Command(name = "copy", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Copies a file through memory mappings and waits until the copy is on the device. The"
            + " copy is created atomically, with the permissions of the source; on Windows, with"
            + " those that its directory gives. Blocks of 64 KiB that contain only zeros become"
            + " holes."
}, footer = {
    "",
    "Examples:",
    "  fileview copy disk.img backup.img",
    "  fileview copy disk.img backup.img --force       replaces backup.img",
    "  fileview copy disk.img backup.img --no-sparse   allocates all disk space"
})
final class CopyCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(index = "0", paramLabel = "SRC", description = "The file to copy.")
    @SuppressWarnings("NullAway.Init")
    private Path source;

    @Parameters(index = "1", paramLabel = "DST", description = "The copy. It must not exist, except with --force.")
    @SuppressWarnings("NullAway.Init")
    private Path destination;

    @Option(names = "--force", description = "Replace DST if it exists.")
    private boolean force;

    @Option(names = "--sparse", negatable = true, defaultValue = "true", fallbackValue = "true", description = "Leave holes for blocks of zeros (default: yes).")
    private boolean sparse = true;

    @Option(names = "--progress", negatable = true, description = "Show progress (default: on a terminal).")
    private @Nullable Boolean progress;

    @Option(names = "--json", description = "Print a JSON document when the copy is complete.")
    private boolean json;

    @Mixin
    private final EngineOption engine = new EngineOption();

    CopyCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        requireFile(source);
        Path place = place();
        long size;
        long written;
        try (FileMapping from = engine.open(source);
                TemporaryFile temporary = TemporaryFile.beside(place)) {
            size = from.size();
            written = copy(from, temporary);
            requireNotExisting(); // another program may have created it meanwhile
            temporary.moveTo(place, source);
        }
        report(size, written);
        return ExitCode.OK;
    }

    private static void requireFile(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw CommandFailure.failed(path + ": is a directory; only files can be copied");
        }
        Files.size(path); // throws if the file does not exist
    }

    /** The path of the copy. A link is followed, because the file that it leads to is replaced. */
    private Path place() throws IOException {
        if (!Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) {
            return destination;
        }
        if (Files.exists(destination) && Files.isSameFile(source, destination)) {
            throw CommandFailure.failed(source + " and " + destination
                    + " are the same file; give another path for the copy");
        }
        if (Files.isDirectory(destination)) {
            throw CommandFailure.failed(
                    destination + ": is a directory; give the path of a file");
        }
        requireNotExisting();
        Path place = Files.exists(destination) ? destination.toRealPath() : destination;
        if (Files.exists(place) && !Files.isRegularFile(place)) {
            throw CommandFailure
                    .failed(destination
                            + ": is not a regular file and is not replaced; give another path");
        }
        return place;
    }

    private void requireNotExisting() {
        if (!force && Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) {
            throw CommandFailure
                    .failed(destination + ": already exists; use --force to replace it");
        }
    }

    private long copy(FileMapping from, TemporaryFile temporary) throws IOException {
        MappingBuilder builder =
                engine.builder(temporary.path())
                        .protection(Protection.READ_WRITE)
                        .size(from.size());
        boolean shown =
                progress == null ? output.terminal().showsErrors() : progress.booleanValue();
        Progress line = new Progress(output, shown, from.size());
        try (FileMapping to = engine.open(sparse ? builder.sparse() : builder)) {
            FileCopy copy = new FileCopy(from, to);
            copy.run(line);
            return copy.written();
        } catch (MappingException e) {
            // The user does not know the temporary name.
            throw CommandFailure.failed(
                    ErrorSentence.of(e)
                            .replace(temporary.path().toString(), destination.toString()));
        } catch (InternalError e) {
            throw CommandFailure.failed(
                    "copying " + source + " to " + destination + ": " + ErrorSentence.of(e));
        } finally {
            line.end();
        }
    }

    private void report(long size, long written) throws IOException {
        if (json) {
            JsonReport.write(
                    output,
                    document -> {
                        document.writeStringField("source", source.toString());
                        document.writeStringField("destination", destination.toString());
                        document.writeNumberField("size", size);
                        document.writeNumberField("zeroBytesLeftOut", size - written);
                        document.writeBooleanField("sparse", sparse);
                        document.writeStringField("durability", "device");
                    });
            return;
        }
        output.line(
                Printable.oneLine(
                        "copied "
                                + source
                                + " to "
                                + destination
                                + ": "
                                + Amount.count(size, "byte")
                                + (sparse && written < size
                                        ? ", " + Amount.ofBytes(size - written)
                                                + " of zeros left as holes"
                                        : "")
                                + ", flushed to the device"));
    }
}
