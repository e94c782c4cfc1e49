package io.fileview.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fileview who}. */
@Command(name = "who", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Shows which other processes have a file open, mapped or locked, what the kernel uses it for,"
            + " and what that means for whoever wants to delete, truncate or unmount it. The file is"
            + " known by its identity, so it may have been opened by another name."
}, footer = {
    "",
    "Examples:",
    "  fileview who data.bin",
    "  fileview who /usr/lib/libc.so.6 --json",
    "",
    "Only root sees the processes of other users; those that could not be",
    "inspected are counted. Processes in other PID namespaces than those below the",
    "own one, such as those of the host as seen from a container, are not seen.",
    "Needs the /proc of Linux."
})
final class WhoCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "FILE", description = "The file or device.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--json", description = "Print a JSON document.")
    private boolean json;

    @Mixin
    private final ColorOption color = new ColorOption();

    WhoCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        if (Files.isDirectory(file)) {
            throw CommandFailure.failed(PathText.line(file) + ": is a directory; give a file");
        }
        @Nullable SoughtFile sought = SoughtFile.of(file);
        @Nullable Holders holders = sought == null ? null : Holders.of(file, sought);
        if (sought == null || holders == null) {
            throw CommandFailure.failed(
                    PathText.line(file)
                            + ": who has it cannot be told here, because that needs the /proc of"
                            + " Linux, with the processes of all users");
        }
        SystemUses uses = SystemUses.of(file, sought);
        Obstacles obstacles = new Obstacles(file, holders.list(), holders.unreadable() == 0, uses);
        if (json) {
            JsonReport.write(output, document -> write(document, holders, uses, obstacles));
        } else {
            print(holders, uses, obstacles);
        }
        return ExitCode.OK;
    }

    private void print(Holders holders, SystemUses uses, Obstacles obstacles) {
        Palette palette = color.palette(output);
        output.line(palette.bold(PathText.of(file).line()));
        for (Holder holder : holders.list()) {
            String who = "  " + holder.pid() + " " + Printable.oneLine(holder.name());
            output.line(who);
            for (String each : uses(holder)) {
                output.line("      " + each);
            }
        }
        if (uses.isSwap()) {
            output.line("  the kernel swaps to it");
        }
        for (String loop : uses.loops()) {
            output.line("  " + loop + " has its content");
        }
        for (String device : uses.devices()) {
            output.line("  " + device + " is made of it");
        }
        for (String mount : uses.mounts()) {
            output.line("  its file system is mounted at " + Printable.oneLine(mount));
        }
        if (uses.isMountPoint()) {
            output.line("  another file is mounted over it");
        }
        int unreadable = holders.unreadable();
        String others =
                unreadable == 0
                        ? ""
                        : Amount.grouped(unreadable)
                                + (unreadable == 1 ? " process" : " processes")
                                + " could not be inspected completely and may have it, too; "
                                + whyNotInspected();
        if (holders.list().isEmpty()) {
            output.line("  no process that can be inspected has it open, mapped or locked");
        }
        if (!others.isEmpty()) {
            output.line(palette.dim("  " + others));
        }
        output.line(palette.dim("  delete    ") + Printable.oneLine(obstacles.delete()));
        output.line(palette.dim("  truncate  ") + Printable.oneLine(obstacles.truncate()));
        output.line(palette.dim("  unmount   ") + Printable.oneLine(obstacles.unmount()));
    }

    private static String whyNotInspected() {
        if (Capability.SYS_PTRACE.isEffective(false)) {
            return "they do not answer, or are protected by a user namespace or a security module";
        }
        return "ask with the capability CAP_SYS_PTRACE, which root usually has";
    }

    private static List<String> uses(Holder holder) {
        List<String> uses = new ArrayList<>();
        if (holder.isExecuting()) {
            uses.add("executes it");
        }
        for (OpenDescriptor descriptor : holder.descriptors()) {
            String how =
                    switch (descriptor.access()) {
                        case "r" -> "for reading";
                        case "w" -> "for writing";
                        case "rw" -> "for reading and writing";
                        case "-" -> "as a place only (O_PATH)";
                        default -> "in a way that is unknown";
                    };
            uses.add("has it open " + how + " (descriptor " + descriptor.number() + ")");
        }
        MappingProcess mapped = holder.mapped();
        if (mapped != null) {
            Long resident = mapped.residentBytes();
            uses.add(
                    "maps it, " + mapped.access() + ", "
                            + Amount.count(mapped.mappings(), "mapping") + " of "
                            + Amount.ofBytes(mapped.mappedBytes()) + ", "
                            + (resident == null ? "unknown" : Amount.ofBytes(resident))
                            + " in its working set");
        }
        holder.locks().forEach(lock -> uses.add(lock.inWords()));
        return uses;
    }

    private void write(
            JsonGenerator document, Holders holders, SystemUses uses, Obstacles obstacles)
            throws IOException {
        JsonReport.path(document, file);
        document.writeArrayFieldStart("processes");
        for (Holder holder : holders.list()) {
            write(document, holder);
        }
        document.writeEndArray();
        document.writeNumberField("processesNotReadable", holders.unreadable());
        document.writeBooleanField("isSwapArea", uses.isSwap());
        document.writeArrayFieldStart("loopDevices");
        for (String loop : uses.loops()) {
            document.writeString(loop);
        }
        document.writeEndArray();
        document.writeArrayFieldStart("devicesMadeOfIt");
        for (String device : uses.devices()) {
            document.writeString(device);
        }
        document.writeEndArray();
        document.writeArrayFieldStart("fileSystemMountedAt");
        for (String mount : uses.mounts()) {
            document.writeString(mount);
        }
        document.writeEndArray();
        document.writeBooleanField("isMountPoint", uses.isMountPoint());
        document.writeStringField(
                "mountedAt", uses.fileSystem().map(EscapedBytes::decoded).orElse(null));
        document.writeStringField("delete", obstacles.delete());
        document.writeStringField("truncate", obstacles.truncate());
        document.writeStringField("unmount", obstacles.unmount());
    }

    private static void write(JsonGenerator document, Holder holder) throws IOException {
        document.writeStartObject();
        document.writeNumberField("pid", holder.pid());
        document.writeStringField("name", holder.name());
        document.writeBooleanField("executes", holder.isExecuting());
        document.writeArrayFieldStart("open");
        for (OpenDescriptor descriptor : holder.descriptors()) {
            document.writeStartObject();
            document.writeNumberField("descriptor", descriptor.number());
            document.writeStringField("access", descriptor.access());
            document.writeEndObject();
        }
        document.writeEndArray();
        document.writeFieldName("mapped");
        MappingProcess mapped = holder.mapped();
        if (mapped == null) {
            document.writeNull();
        } else {
            document.writeStartObject();
            document.writeStringField("access", mapped.access());
            document.writeNumberField("mappings", mapped.mappings());
            document.writeNumberField("mappedBytes", mapped.mappedBytes());
            JsonReport.number(document, "residentBytes", mapped.residentBytes());
            document.writeEndObject();
        }
        document.writeArrayFieldStart("locks");
        for (HeldLock lock : holder.locks()) {
            document.writeStartObject();
            document.writeStringField("kind", lock.kind());
            document.writeStringField("mode", lock.mode());
            document.writeBooleanField("waiting", lock.isWaiting());
            document.writeNumberField("start", lock.start());
            JsonReport.number(document, "end", lock.end() < 0 ? null : Long.valueOf(lock.end()));
            document.writeEndObject();
        }
        document.writeEndArray();
        document.writeEndObject();
    }
}
