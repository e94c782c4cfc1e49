package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.cli.FileCopy.Holes;
import io.fileview.spi.AttributeCopying;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.FileStatus;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fileview copy}. */
@Command(name = "copy", customSynopsis = {
    "fileview copy [-hV] [--force] [--preserve] [--[no-]sparse]",
    "                     [--[no-]progress] [--json] [--engine=NAME] SRC DST"
}, mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Copies a file and waits until the copy is on the device. The copy appears under its name only"
            + " when it is whole. It shares the blocks of the source where the file system can do"
            + " that; otherwise the data are copied, holes stay holes, and pages that were not in"
            + " memory before do not stay there.",
    "",
    "A file that is written to while its data are copied, as its size and time of modification"
            + " tell, is not copied, and neither is one whose journal of commits may have changes"
            + " that the file lacks.",
    "",
    "The copy has the permissions and the access control list of the source, or stricter ones if"
            + " its group is another; on Windows, those that its directory gives."
}, footer = {
    "",
    "Examples:",
    "  fileview copy disk.img backup.img",
    "  fileview copy disk.img backup.img --force       replaces backup.img",
    "  fileview copy disk.img backup.img --preserve    also copies owner and times",
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

    @Option(names = "--force", description = "Replace DST if it exists, and keep its owner and group if possible. A file with several names (hard links) and a link that leads to no file are not replaced.")
    private boolean force;

    @Option(names = "--preserve", description = "Keep owner, group, permissions, times, access control list and extended attributes (Linux). Fails, and leaves the copy in place, if some cannot be kept.")
    private boolean preserve;

    @Option(names = "--sparse", negatable = true, description = "Read all bytes, and leave holes for blocks of 64 KiB that contain only zeros; with --no-sparse, allocate all disk space (default: keep the holes of SRC).")
    private @Nullable Boolean sparse;

    @Mixin
    private final ProgressOption progress = new ProgressOption();

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
        requireOther();
        Engine reader = engine.engine(source);
        Engine writer = engine.engine(destination);
        OpenRequest request = OpenRequest.existing(Protection.READ_ONLY);
        try (EngineFile from = reader.open(FileLocation.of(source), request);
                Destination to = Destination.of(destination, force, writer)) {
            if (to.isSameFile(from.identity())) {
                throw sameFile();
            }
            requireNoJournal();
            WriteTime sourceTime = WriteTime.of(source);
            FileCopy copy;
            List<String> notKept;
            Optional<String> given = preserve ? from.status().ownerId() : Optional.empty();
            try (NewFile file = to.create(given)) {
                requirePreserving(file.file(), writer);
                copy = new FileCopy(from, sourceTime, file.file(), holes());
                notKept = make(copy, from, file, to);
            }
            Optional<String> inDanger = to.flush();
            report(copy, notKept, inDanger.isEmpty());
            inDanger.ifPresent(output::error);
            return conclude(notKept);
        }
    }

    private static void requireFile(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw CommandFailure.failed(
                    PathText.line(path) + ": is a directory; only files can be copied");
        }
        Files.size(path); // throws if the file does not exist
    }

    private void requireOther() throws IOException {
        if (Files.exists(destination) && Files.isSameFile(source, destination)) {
            throw sameFile();
        }
    }

    private CommandFailure sameFile() {
        return CommandFailure.failed(PathText.line(source) + " and " + PathText.line(destination)
                + " are the same file; give another path for the copy");
    }

    /** A durable commit may not be in the file yet, or only a part of it. */
    private void requireNoJournal() throws IOException {
        if (LeftCommit.isBeside(source)) {
            throw CommandFailure.failed(
                    source
                            + ": has a journal of commits, because a program has it open for commits or"
                            + " died with it open, so the file may lack a part of the last commit; end"
                            + " that program, or let one, or 'fileview patch', open the file again,"
                            + " which completes the commit, and copy it then");
        }
    }

    private void requirePreserving(EngineFile file, Engine writer) {
        if (preserve
                && file.attributeCopying().filter(AttributeCopying::canCopyAll).isEmpty()) {
            throw CommandFailure.wrongUsage(
                    "--preserve: the engine "
                            + writer.name()
                            + " cannot keep owner, times, access control lists and extended"
                            + " attributes; leave --preserve out, or use the engine linux");
        }
    }

    private Holes holes() {
        if (sparse == null) {
            return Holes.KEPT;
        }
        return sparse ? Holes.MADE : Holes.FILLED;
    }

    /** Makes the copy and gives it its name. Returns what of the attributes is not kept. */
    private List<String> make(FileCopy copy, EngineFile from, NewFile file, Destination to)
            throws IOException {
        Progress line = new Progress(output, progress.isShown(output), copy.size());
        try {
            copy.run(line);
            List<String> notKept = copyAttributes(from, file.file(), to.replaced());
            copy.finish(line);
            requireNoJournal();
            to.put(file);
            return notKept;
        } catch (MappingException e) {
            throw CommandFailure.failed(to.named(ErrorSentence.of(e)));
        } finally {
            line.end();
        }
    }

    private List<String> copyAttributes(
            EngineFile from, EngineFile file, Optional<FileStatus> replaced)
            throws IOException {
        AttributeCopying copying = file.attributeCopying().orElse(null);
        if (copying == null) {
            return List.of();
        }
        if (preserve) {
            return copying.copyAll(from);
        }
        List<String> refused = new ArrayList<>();
        if (replaced.isPresent()) {
            refused.addAll(copying.copyOwner(replaced.get()));
        }
        refused.addAll(copying.copyPermissions(from));
        return refused;
    }

    /** A file system without permissions does not make the copy a failure; a broken promise does. */
    private int conclude(List<String> notKept) {
        if (notKept.isEmpty()) {
            return ExitCode.OK;
        }
        output.error(
                PathText.line(destination) + ": is in place and whole, but "
                        + String.join("; ", notKept));
        return preserve ? ExitCode.FAILED : ExitCode.OK;
    }

    private void report(FileCopy copy, List<String> notKept, boolean nameIsDurable)
            throws IOException {
        long size = copy.size();
        long written = copy.written();
        if (json) {
            JsonReport.write(
                    output,
                    document -> {
                        JsonReport.path(document, "source", source);
                        JsonReport.path(document, "destination", destination);
                        document.writeNumberField("size", size);
                        document.writeNumberField("zeroBytesLeftOut", size - written);
                        document.writeBooleanField("sparse", holes() != Holes.FILLED);
                        document.writeBooleanField("sharesBlocks", copy.isClone());
                        document.writeStringField(
                                "durability", nameIsDurable ? "device" : "device except name");
                        writeList(document, notKept);
                    });
            return;
        }
        output.line(
                Printable.oneLine(
                        "copied "
                                + PathText.line(source)
                                + " to "
                                + PathText.line(destination)
                                + ": "
                                + Amount.count(size, "byte")
                                + (copy.isClone() ? ", sharing the blocks of the source" : "")
                                + (written < size
                                        ? ", " + Amount.ofBytes(size - written)
                                                + " of zeros left as holes"
                                        : "")
                                + ", flushed to the device"
                                + (nameIsDurable ? "" : " except for the name")));
    }

    private static void writeList(JsonGenerator document, List<String> notKept)
            throws IOException {
        document.writeArrayFieldStart("notKept");
        for (String clause : notKept) {
            document.writeString(clause);
        }
        document.writeEndArray();
    }
}
