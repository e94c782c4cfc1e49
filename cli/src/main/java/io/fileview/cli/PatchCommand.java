package io.fileview.cli;

import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fileview patch}. */
@Command(name = "patch", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Changes bytes of a file, waits until they are on the device, and shows the bytes before and"
            + " after. The change is a commit: if the command, the system or the device fails, all of"
            + " it is made or nothing. The file grows only if --grow is given; if the command fails"
            + " then, it may have grown by zeros.",
    "If the command is killed during the commit, the file has a journal beside it, and the next"
            + " command 'patch' for it, or program that opens it for commits, completes or discards"
            + " the change."
}, footer = {
    "",
    "Examples:",
    "  fileview patch disk.img --offset 510 --hex \"55 aa\"",
    "  fileview patch notes.txt --offset 135K --text hello",
    "  fileview patch disk.img --offset 1MiB --from kernel.bin",
    "  fileview patch /dev/loop0 --offset 510 --hex 55aa --in-place",
    "  fileview patch log.bin --offset 4096 --text end --grow",
    "                            extends the file; a gap reads as zeros",
    "",
    "Sizes: 138240, 0x21c00, 135K, 64MiB, 2G, 1TiB (powers of 1024)."
})
final class PatchCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "FILE", description = "The file to change. It must exist.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--offset", paramLabel = "N", required = true, converter = SizeConverter.class, description = "The offset of the new bytes.")
    private long offset;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private PatchData data;

    @Option(names = "--grow", description = "Extend the file if the new bytes end after its end.")
    private boolean grow;

    @Option(names = "--in-place", description = "Change the file without a commit. This needs no journal beside it, no memory for the changed pages, and also works with devices; a failure may leave a part of the change.")
    private boolean inPlace;

    @Option(names = "--json", description = "Print a JSON document instead of the bytes.")
    private boolean json;

    @Mixin
    private final ColorOption color = new ColorOption();
    @Mixin
    private final EngineOption engine = new EngineOption();

    PatchCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (PatchData.Bytes bytes = data.open(file, engine)) {
            requireInside(bytes.length(), sizeNow());
            Patch patch;
            try (PatchTarget target = open(bytes.length())) {
                requireInside(bytes.length(), target.size());
                patch = new Patch(target, offset, bytes);
                apply(patch);
            }
            report(patch);
        }
        return ExitCode.OK;
    }

    private PatchTarget open(long length) throws IOException {
        return inPlace
                ? InPlaceTarget.open(file, engine)
                : CommittedTarget.open(file, engine, length);
    }

    private void apply(Patch patch) throws IOException {
        try {
            patch.apply();
        } catch (IOException e) {
            String left = inPlace ? patch.left() : "";
            if (left.isEmpty()) {
                throw e;
            }
            throw CommandFailure.failed(ErrorSentence.of(e, file) + left);
        }
    }

    private long sizeNow() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw CommandFailure.failed(
                    PathText.line(file) + ": is a directory; only files can be patched");
        }
        if (attributes.isRegularFile()) {
            return attributes.size();
        }
        try (FileMapping device = engine.open(file)) {
            return device.size();
        }
    }

    private void requireInside(long length, long size) {
        if (length > Long.MAX_VALUE - offset) {
            throw CommandFailure.wrongUsage(
                    "--offset "
                            + offset
                            + " with "
                            + Amount.count(length, "byte")
                            + " would end after the largest possible file, which has "
                            + Long.MAX_VALUE
                            + " bytes; give a smaller offset");
        }
        if (grow || offset + length <= size) {
            return;
        }
        String problem =
                offset >= size
                        ? "offset " + offset + " is after the end of the file"
                        : Amount.count(length, "byte")
                                + " at offset "
                                + offset
                                + " would end after the file";
        throw CommandFailure.failed(
                PathText.line(file)
                        + ": "
                        + problem
                        + ", which has "
                        + Amount.count(size, "byte")
                        + "; use --grow to extend it");
    }

    private void report(Patch patch) throws IOException {
        if (json) {
            JsonReport.write(
                    output,
                    document -> {
                        JsonReport.path(document, file);
                        document.writeNumberField("offset", offset);
                        document.writeNumberField("length", patch.length());
                        document.writeNumberField("changedBytes", patch.changedBytes());
                        document.writeNumberField("oldSize", patch.oldSize());
                        document.writeNumberField("newSize", patch.newSize());
                        document.writeBooleanField("inPlace", inPlace);
                        document.writeStringField("durability", "device");
                    });
            return;
        }
        patch.show(output, color.palette(output));
        output.line(
                Printable.oneLine(
                        "patched "
                                + PathText.line(file)
                                + ": "
                                + Amount.count(patch.length(), "byte")
                                + " at offset "
                                + offset
                                + ", "
                                + Amount.grouped(patch.changedBytes())
                                + " of them changed"
                                + (patch.newSize() > patch.oldSize()
                                        ? ", file extended from "
                                                + Amount.grouped(patch.oldSize())
                                                + " to "
                                                + Amount.count(patch.newSize(), "byte")
                                        : "")
                                + ", flushed to the device"));
    }
}
