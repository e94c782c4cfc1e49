package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.Protection;
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
    "Changes bytes of a file in place, waits until they are on the device, and shows the"
            + " bytes before and after. The file grows only if --grow is given."
}, footer = {
    "",
    "Examples:",
    "  fileview patch disk.img --offset 510 --hex \"55 aa\"",
    "  fileview patch notes.txt --offset 135K --text hello",
    "  fileview patch disk.img --offset 1MiB --from kernel.bin",
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
            long oldSize = oldSize();
            requireInside(bytes.length(), oldSize);
            try (FileMapping mapping = open(offset + bytes.length(), oldSize)) {
                Patch patch = new Patch(mapping, offset, bytes, oldSize);
                patch.apply();
                report(patch, oldSize);
            }
        }
        return ExitCode.OK;
    }

    private long oldSize() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw CommandFailure.failed(file + ": is a directory; only files can be patched");
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
                file
                        + ": "
                        + problem
                        + ", which has "
                        + Amount.count(size, "byte")
                        + "; use --grow to extend it");
    }

    private FileMapping open(long end, long oldSize) throws IOException {
        MappingBuilder builder = engine.builder(file).protection(Protection.READ_WRITE);
        return engine.open(end > oldSize ? builder.size(end) : builder);
    }

    private void report(Patch patch, long oldSize) throws IOException {
        if (json) {
            JsonReport.write(
                    output,
                    document -> {
                        document.writeStringField("path", file.toString());
                        document.writeNumberField("offset", offset);
                        document.writeNumberField("length", patch.length());
                        document.writeNumberField("changedBytes", patch.changedBytes());
                        document.writeNumberField("oldSize", oldSize);
                        document.writeNumberField("newSize", patch.newSize());
                        document.writeStringField("durability", "device");
                    });
            return;
        }
        patch.show(output, color.palette(output));
        output.line(
                Printable.oneLine(
                        "patched "
                                + file
                                + ": "
                                + Amount.count(patch.length(), "byte")
                                + " at offset "
                                + offset
                                + ", "
                                + Amount.grouped(patch.changedBytes())
                                + " of them changed"
                                + (patch.newSize() > oldSize
                                        ? ", file extended from "
                                                + Amount.grouped(oldSize)
                                                + " to "
                                                + Amount.count(patch.newSize(), "byte")
                                        : "")
                                + ", flushed to the device"));
    }
}
