package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fileview warm}. */
@Command(name = "warm", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Brings files into memory: reads the pages that are missing, except holes, waits for them,"
            + " and counts at the end how many are in memory. More than the machine or its"
            + " memory cgroup has room for is refused before anything is read."
}, footer = {
    "",
    "Examples:",
    "  fileview warm data.bin",
    "  fileview warm data.bin --offset 1G --length 64M",
    "  fileview warm /srv/models --include '*.gguf' --max 8G",
    "  find . -newer stamp -print0 | fileview warm --files-from - -0",
    "",
    "The system may evict the pages again; 'fileview hold' keeps them. Exit code 1",
    "if pages did not stay in memory. Where the system does not expose which pages",
    "are in memory, the files are read, and the counts are unknown, null in JSON."
})
final class WarmCommand implements Callable<Integer> {
    private final Output output;

    @Mixin
    private final FileSelection selection = new FileSelection();

    @Option(names = "--force", description = "Read even more than memory has room for.")
    private boolean force;

    @Mixin
    private final ProgressOption progress = new ProgressOption();

    @Mixin
    private final ReportOption report = new ReportOption();
    @Mixin
    private final EngineOption engine = new EngineOption();

    WarmCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        report.requireOne();
        Warming warming = new Warming(output, engine);
        for (Path file : selection.files(warming::failed)) {
            warming.add(file, selection::rangesOf);
        }
        warming.run(force, progress.isShown(output));
        return new WarmReport(output, report, selection.skipped())
                .write(warming.results(), warming.failures());
    }
}
