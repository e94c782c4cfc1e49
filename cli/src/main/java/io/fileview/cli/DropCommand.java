package io.fileview.cli;

import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fileview drop}. */
@Command(name = "drop", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Lets go of the pages of files that are in memory, and says which stayed and why. No change"
            + " is lost: dirty pages stay until they have been written, which --flush waits"
            + " for."
}, footer = {
    "",
    "Examples:",
    "  fileview drop data.bin",
    "  fileview drop /var/backups --include '*.tar' --flush",
    "  fileview drop data.bin --offset 1G --length 64M",
    "",
    "Pages that a process maps or has locked stay in memory too, and those of file",
    "systems that have no other place for them, such as tmpfs. Linux may begin to",
    "write dirty pages when it is asked to let go of them. A range takes all pages",
    "that it touches. Exit code 1 if pages stayed. Only Linux can do this."
})
final class DropCommand implements Callable<Integer> {
    private static final int MOST_PROCESSES = 5;

    private final Output output;

    @Mixin
    private final FileSelection selection = new FileSelection();

    @Option(names = "--flush", description = "First flush the changes to the device, so that dirty pages can go too.")
    private boolean flush;

    @Mixin
    private final ProgressOption progress = new ProgressOption();

    @Mixin
    private final ReportOption report = new ReportOption();
    @Mixin
    private final EngineOption engine = new EngineOption();

    private long failed;

    DropCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        report.requireOne();
        if (Platform.WINDOWS) {
            throw CommandFailure.failed(
                    "Windows has no call that lets go of the pages of one file, so drop works on"
                            + " Linux only; run it there");
        }
        List<Path> files = selection.files(this::failed);
        FileProgress line =
                new FileProgress(output, progress.isShown(output), files.size());
        List<Dropping.Result> results = new ArrayList<>();
        for (Path file : files) {
            try (FileMapping mapping = engine.open(file)) {
                if (mapping.size() > 0) {
                    Dropping dropping = new Dropping(file, mapping, selection.rangesOf(mapping));
                    results.add(dropping.run(flush));
                } else {
                    results.add(emptyFile(file));
                }
            } catch (IOException e) {
                failed(file, e);
            }
            line.next();
        }
        line.end();
        return write(withProcesses(results));
    }

    private static Dropping.Result emptyFile(Path file) {
        return new Dropping.Result(
                file, PageCount.NONE, PageCount.NONE, 0L, false, null, List.of());
    }

    private void failed(Path file, Exception problem) {
        failed++;
        output.error(ErrorSentence.of(problem, file));
    }

    /** Looks for the processes that map the files of which pages stayed. */
    private static List<Dropping.Result> withProcesses(List<Dropping.Result> results) {
        boolean stayed = results.stream().anyMatch(result -> result.after().resident() > 0);
        MappingProcesses processes = stayed ? MappingProcesses.now() : null;
        if (processes == null) {
            return results;
        }
        List<Dropping.Result> complete = new ArrayList<>();
        for (Dropping.Result result : results) {
            FileId id = result.after().resident() > 0 ? idOf(result.path()) : null;
            Path path = result.path();
            if (id == null || path == null) {
                complete.add(result);
                continue;
            }
            List<MappingProcess> mappedBy = processes.of(path, id);
            List<Long> locked = new ArrayList<>();
            for (MappingProcess process : mappedBy) {
                locked.add(LockedMappings.bytes(process.pid(), path, id));
            }
            complete.add(
                    new Dropping.Result(
                            result.path(),
                            result.before(),
                            result.after(),
                            result.changed(),
                            result.inMemory(),
                            mappedBy,
                            locked));
        }
        return complete;
    }

    private static @Nullable FileId idOf(@Nullable Path path) {
        try {
            return path == null ? null : FileId.of(path);
        } catch (IOException e) {
            return null; // it has been removed; who maps it is unknown then
        }
    }

    private int write(List<Dropping.Result> files) throws IOException {
        PageCount before = PageCount.NONE;
        PageCount after = PageCount.NONE;
        for (Dropping.Result file : files) {
            before = before.plus(file.before());
            after = after.plus(file.after());
        }
        Dropping.Result total =
                new Dropping.Result(null, before, after, null, false, null, List.of());
        boolean isJson =
                report.wrote(
                        output,
                        files,
                        json -> {
                            json.writeNumberField("files", files.size());
                            json.writeNumberField("failedFiles", failed);
                            json.writeNumberField("skippedFiles", selection.skipped());
                            total.write(json);
                        });
        if (!isJson) {
            text(files, total);
        }
        return failed > 0 || after.resident() > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    private void text(List<Dropping.Result> files, Dropping.Result total) {
        for (Dropping.Result file : files) {
            if (files.size() == 1 || !file.isKnown() || file.after().resident() > 0) {
                output.line(
                        Printable.oneLine(
                                file.name() + ": " + sentence(file) + reasons(file)));
            }
        }
        if (files.size() != 1 || selection.skipped() > 0) {
            output.line(
                    Amount.count(files.size(), "file")
                            + (files.isEmpty() ? "" : ": " + sentence(total))
                            + (selection.skipped() > 0
                                    ? "; " + Amount.count(selection.skipped(), "file")
                                            + " larger than --max skipped"
                                    : ""));
        }
    }

    private static String sentence(Dropping.Result result) {
        if (!result.isKnown()) {
            String why = result.after().whyUnknown();
            return "the system was asked to let go of "
                    + Amount.count(result.after().pages(), "page")
                    + "; how many stayed in memory is unknown: "
                    + (why == null ? result.before().whyUnknown() : why);
        }
        long stayed = result.after().resident();
        return Amount.grouped(result.dropped())
                + " of "
                + Amount.count(result.before().resident(), "page")
                + " in memory dropped"
                + (stayed == 0 ? "" : "; " + Amount.grouped(stayed) + " stayed");
    }

    private static String reasons(Dropping.Result file) {
        if (!file.isKnown() || file.after().resident() == 0) {
            return "";
        }
        List<String> reasons = new ArrayList<>();
        if (file.inMemory()) {
            reasons.add("its file system keeps files in memory");
        }
        Long changed = file.changed();
        if (changed != null && changed > 0) {
            reasons.add(Amount.grouped(changed) + " dirty or being written (see --flush)");
        }
        List<MappingProcess> mappedBy = file.mappedBy();
        if (mappedBy != null && !mappedBy.isEmpty()) {
            reasons.add("mapped by " + names(mappedBy, file.lockedBytes()));
        }
        if (!reasons.isEmpty()) {
            return ": " + String.join(", ", reasons);
        }
        return ", and why is unknown: the kernel keeps pages that are in use, and large ones of"
                + " which a range has only a part";
    }

    private static String names(List<MappingProcess> processes, List<Long> locked) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST_PROCESSES, processes.size()); i++) {
            names.add(
                    "process "
                            + processes.get(i).pid()
                            + " ("
                            + processes.get(i).name()
                            + (locked.get(i) > 0
                                    ? ", " + Amount.ofBytes(locked.get(i)) + " locked"
                                    : "")
                            + ")");
        }
        int more = processes.size() - names.size();
        return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
    }
}
