package io.fileview.cli;

import io.fileview.ByteRange;
import io.fileview.FileMapping;
import io.fileview.MappingException;
import io.fileview.spi.AttributeCopying;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fileview save}. */
@Command(name = "save", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Writes which parts of files are in memory, so that 'fileview restore' can bring them in"
            + " again, for example after a restart. The files are not read."
}, footer = {
    "",
    "Examples:",
    "  fileview save /var/lib/mysql -o /var/lib/mysql.state",
    "  fileview save data.bin > state",
    "",
    "Each line is a JSON object; the last one tells how many files there are. With",
    "-o, the state is on the device when the command ends, and is written whole or",
    "not at all; a file that is not a state is not replaced. A file of which the",
    "system does not expose what is in memory is left out and told, with exit code",
    "1."
})
final class SaveCommand implements Callable<Integer> {
    private final Output output;

    @Mixin
    private final FileSelection selection = new FileSelection();

    @Option(names = {"-o",
        "--output"}, paramLabel = "STATE", description = "Write to this file (default: standard output).")
    private @Nullable Path state;

    @Mixin
    private final EngineOption engine = new EngineOption();

    private long failed;

    SaveCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        // Before anything is written: a new file in the tree is none of those to save.
        List<Path> files = selection.files(this::failed);
        if (state == null) {
            write(files, output);
        } else {
            Path itself = state.toAbsolutePath().normalize();
            files.removeIf(file -> file.toAbsolutePath().normalize().equals(itself));
            writeTo(state, files);
        }
        return failed > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    private void writeTo(Path wanted, List<Path> files) throws IOException {
        boolean isThere = Files.exists(wanted);
        Path place = isThere ? wanted.toRealPath() : wanted;
        if (isThere) {
            requireState(place);
        }
        try (Destination destination = Destination.of(place, isThere, engine.engine(place));
                NewFile file = destination.create(Optional.empty())) {
            try (OutputStream bytes = new NewFileStream(file.file())) {
                write(files, Output.to(bytes, OutputStream.nullOutputStream()));
                keepOwner(file.file(), place, destination);
                file.file().flush();
                // The state stays readable by its owner alone, because it names files.
                destination.put(file);
            } catch (MappingException e) {
                throw CommandFailure.failed(destination.named(ErrorSentence.of(e)));
            }
            destination.flush().ifPresent(output::error);
        }
    }

    private void keepOwner(EngineFile file, Path place, Destination destination)
            throws IOException {
        Optional<FileStatus> replaced = destination.replaced();
        Optional<AttributeCopying> copying = file.attributeCopying();
        if (replaced.isPresent() && copying.isPresent()) {
            List<String> refused = copying.get().copyOwner(replaced.get());
            if (!refused.isEmpty()) {
                output.error(place + ": " + String.join("; ", refused));
            }
        }
    }

    private static void requireState(Path place) throws IOException {
        boolean isState = Files.isRegularFile(place);
        if (isState && Files.size(place) > 0) {
            try (InputStream bytes = Files.newInputStream(place)) {
                isState = SavedState.isState(bytes);
            }
        }
        if (!isState) {
            throw CommandFailure.failed(
                    PathText.line(place)
                            + ": is not a saved state and is not replaced; give another path");
        }
    }

    private void write(List<Path> files, Output to) throws IOException {
        JsonReport.line(
                to,
                json -> {
                    json.writeNumberField(SavedState.HEADER, SavedState.VERSION);
                    json.writeStringField("saved", Instant.now().toString());
                });
        long saved = 0;
        for (Path file : files) {
            try {
                SavedFile found = look(file);
                if (!found.ranges().isEmpty()) {
                    JsonReport.line(to, found::write);
                    saved++;
                }
            } catch (IOException e) {
                failed(file, e);
            }
        }
        long count = saved;
        JsonReport.line(to, json -> json.writeNumberField(SavedState.END, count));
    }

    private SavedFile look(Path file) throws IOException {
        List<ByteRange> ranges = new ArrayList<>();
        try (FileMapping mapping = engine.open(file)) {
            SavedFile saved = SavedFile.of(file, ranges);
            String whyUnknown =
                    mapping.size() == 0
                            ? null
                            : new FileParts(mapping, selection.rangesOf(mapping))
                                    .eachResident(range -> add(ranges, range));
            if (whyUnknown != null) {
                throw new IOException(
                        PathText.line(file) + ": which of its pages are in memory is unknown: "
                                + whyUnknown
                                + "; leave it out, or save as the owner of the file on Linux");
            }
            return saved;
        }
    }

    /** Joins ranges across the boundaries of windows. */
    private static void add(List<ByteRange> ranges, ByteRange range) {
        int last = ranges.size() - 1;
        if (last >= 0 && ranges.get(last).end() == range.offset()) {
            ByteRange before = ranges.get(last);
            ranges.set(
                    last, new ByteRange(before.offset(), before.length() + range.length()));
        } else {
            ranges.add(range);
        }
    }

    private void failed(Path file, Exception problem) {
        failed++;
        output.error(ErrorSentence.of(problem, file));
    }
}
