package io.fileview.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fileview restore}. */
@Command(name = "restore", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Brings into memory what was there when 'fileview save' wrote a state. Only what is missing"
            + " is read, and what the machine or its memory cgroup has no room for is refused"
            + " before anything is read."
}, footer = {
    "",
    "Examples:",
    "  fileview restore /var/lib/mysql.state",
    "  fileview restore --changed skip state",
    "",
    "A file that has changed since, or is another one now, is told; the saved",
    "ranges that it still has are restored, or none with --changed skip. A state",
    "that is not whole is refused. Exit code 1 if a file is missing or pages did",
    "not stay."
})
final class RestoreCommand implements Callable<Integer> {
    private static final Path STANDARD_INPUT = Path.of("-");

    private final Output output;

    @Parameters(paramLabel = "STATE", description = "The state; - is standard input.")
    @SuppressWarnings("NullAway.Init")
    private Path state;

    /** What to do with files that have changed. */
    enum Changed {
        /** Restore the ranges that they still have. */
        RESTORE,
        /** Leave them out. */
        SKIP;

        /** As it is typed, and completed by the shell. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--changed", paramLabel = "WHAT", description = "What to do with files that have changed: restore or skip (default: restore).")
    private Changed changed = Changed.RESTORE;

    @Option(names = "--force", description = "Read even more than memory has room for.")
    private boolean force;

    @Mixin
    private final ProgressOption progress = new ProgressOption();

    @Mixin
    private final ReportOption report = new ReportOption();
    @Mixin
    private final EngineOption engine = new EngineOption();

    RestoreCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        report.requireOne();
        Warming warming = new Warming(output, engine);
        for (SavedFile file : read()) {
            try {
                List<String> changes = file.changes();
                if (!changes.isEmpty()) {
                    tell(file, changes);
                }
                if (changes.isEmpty() || changed == Changed.RESTORE) {
                    warming.add(file.path(), mapping -> file.ranges());
                }
            } catch (IOException e) {
                warming.failed(file.path(), e);
            }
        }
        warming.run(force, progress.isShown(output));
        return new WarmReport(output, report, 0).write(warming.results(), warming.failures());
    }

    private List<SavedFile> read() throws IOException {
        if (state.equals(STANDARD_INPUT)) {
            return SavedState.read("standard input", System.in);
        }
        if (Files.isDirectory(state)) {
            throw CommandFailure.failed(
                    PathText.line(state) + ": is a directory; give the path of a state");
        }
        try (InputStream bytes = Files.newInputStream(state)) {
            return SavedState.read(PathText.line(state), bytes);
        }
    }

    private void tell(SavedFile file, List<String> changes) {
        output.error(
                PathText.line(file.path())
                        + ": "
                        + String.join(", and ", changes)
                        + "; "
                        + (changed == Changed.SKIP
                                ? "it is skipped"
                                : "the saved ranges that it still has are restored"));
    }
}
