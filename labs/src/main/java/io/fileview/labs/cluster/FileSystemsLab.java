package io.fileview.labs.cluster;

import io.fileview.labs.common.Directories;
import io.fileview.labs.common.Lab;
import io.fileview.labs.common.Mounts;
import io.fileview.labs.common.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code labs/file-systems}. */
@Command(name = "file-systems", description = {
    "Tries the promises of Fileview on ext4, xfs and btrfs and on a GlusterFS volume of three nodes,"
            + " and prints a table of technology by promise. The short form leaves out GlusterFS and"
            + " the library's own tests. Needs root."
})
final class FileSystemsLab extends Lab {
    private static final String PREFIX = "fileview-file-systems-";

    @Option(names = "--only", paramLabel = "LIST", split = ",", description = "the technologies to"
            + " try, of ext4, xfs, btrfs and glusterfs (default: all); only their tools are needed")
    private List<String> only = List.of();

    @Option(names = "--markdown", paramLabel = "FILE", description = "also write the table as Markdown")
    private @Nullable Path markdown;

    private final PromiseTable table = new PromiseTable();

    public static void main(String[] arguments) {
        System.exit(Lab.run(new FileSystemsLab(), arguments));
    }

    @Override
    protected void checkOptions() {
        require(
                !technologies().isEmpty(),
                "--short leaves out glusterfs, the only technology that --only names");
    }

    private List<Technology> technologies() {
        return selected("--only", only, List.of(Technology.values()), Technology::title).stream()
                .filter(technology -> !isBrief() || !technology.isCluster())
                .toList();
    }

    @Override
    protected Report run() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        Network.removeLeftovers();
        for (Path left : Directories.leftovers(parent, PREFIX)) {
            remove(left);
        }
        Path work =
                Files.createDirectory(parent.resolve(PREFIX + ProcessHandle.current().pid()));
        try (Undo undo = new Undo()) {
            undo.later("remove " + work, () -> remove(work));
            for (Technology technology : technologies()) {
                TechnologyRun run =
                        new TechnologyRun(technology, table, work, root(), seed(), isBrief());
                List<String> missing = technology.missing();
                if (missing.isEmpty()) {
                    run.run();
                } else {
                    run.putAll(Verdict.notRun(String.join("; ", missing)));
                }
            }
        }
        if (markdown != null) {
            Files.writeString(markdown, table.markdown());
        }
        return report();
    }

    private static void remove(Path directory) throws IOException {
        for (Mounts.Mounted mounted : Mounts.below(directory)) {
            Mounts.unmount(mounted.directory());
        }
        Directories.delete(directory);
    }

    private Report report() {
        Report report = table.report();
        for (Technology technology : technologies()) {
            List<String> missing = technology.missing();
            if (!missing.isEmpty()) {
                report.notRun(technology.title(), String.join("; ", missing));
            }
        }
        if (isBrief()) {
            report.note("The short form leaves out glusterfs and the library's own tests.");
        }
        return report;
    }

    /** Returns the checkout, as the launcher names it. */
    private static Path root() {
        return Path.of(System.getProperty("fileview.checkout", ".")).toAbsolutePath();
    }
}
