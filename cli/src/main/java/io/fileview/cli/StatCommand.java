package io.fileview.cli;

import io.fileview.NotMappableException;
import io.fileview.linux.CountedPages;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fileview stat}. */
@Command(name = "stat", abbreviateSynopsis = true, mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Shows how much of files is in memory and where, how much of it is dirty, and which"
            + " processes map the files, without reading them. A directory stands for all"
            + " regular files in its tree, each counted once; links are not followed. Each file"
            + " is printed when it has been inspected, in the order of names in each directory."
}, footer = {
    "",
    "Examples:",
    "  fileview stat data.bin",
    "  fileview stat /var/lib/mysql   prints one line for each file, and the total",
    "  fileview stat data.bin --json --ranges",
    "  fileview stat /srv --sort cached --json-lines | head",
    "",
    "A page is in memory if the file cache holds it, whichever process read it.",
    "'mappings' shows how many mappings of other processes contain the pages in",
    "memory. The kernel counts them only for a process that maps the pages, and",
    "exposes the counts only to root. Therefore this command briefly maps these",
    "pages and subtracts its own mapping; --no-shares turns that off. Anything that",
    "the system does not expose is 'unknown', and null in JSON.",
    "",
    "No file is read. Of a tree, files that cannot be mapped are not counted: those",
    "that the kernel makes when they are read, as in /proc, have no pages in memory.",
    "--json-lines prints one object for each file, with the fields of --json, and a",
    "last one with the total. In tables, K, M, G and T are powers of 1024."
})
final class StatCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files or directories.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> arguments;

    @Option(names = "--json", description = "Print a JSON document.")
    private boolean json;

    @Option(names = "--json-lines", description = "Print a line of JSON for each file and for the total.")
    private boolean jsonLines;

    @Option(names = "--sort", paramLabel = "KEY", description = "Sort by name, size, cached or dirty, the largest first, with a row for each file. Nothing is printed before all files have been inspected.")
    private @Nullable SortKey sort;

    @Option(names = "--ranges", description = "List the byte ranges that are in memory.")
    private boolean ranges;

    @Option(names = "--shares", negatable = true, defaultValue = "true", fallbackValue = "true", description = "Count the mappings of each page in memory (default: yes).")
    private boolean shares = true;

    @Option(names = "--ascii", description = "Use only ASCII characters.")
    private boolean ascii;

    @Mixin
    private final ColorOption color = new ColorOption();
    @Mixin
    private final EngineOption engine = new EngineOption();

    private final Set<FileId> counted = new HashSet<>();
    private final StatTotal total = new StatTotal();
    private Runnable beforeError = () -> {};

    StatCommand(Output output) {
        this.output = output;
    }

    StatCommand(Output output, List<Path> files) {
        this.output = output;
        this.arguments = files;
    }

    @Override
    public Integer call() throws IOException {
        if (json && jsonLines) {
            throw CommandFailure.wrongUsage(
                    "--json and --json-lines cannot be used together; use one of them");
        }
        MappingProcesses processes = MappingProcesses.now();
        if (json) {
            JsonReport.write(
                    output,
                    generator -> {
                        generator.writeArrayFieldStart("files");
                        report(
                                new StatDocument(generator, shares, false, processes),
                                processes);
                    });
        } else if (jsonLines) {
            JsonReport.writeLines(
                    output,
                    generator -> report(
                            new StatDocument(generator, shares, true, processes), processes));
        } else {
            Palette palette = color.palette(output);
            report(
                    new StatPage(output, palette, processes, ascii, sort != null),
                    processes);
        }
        return total.failed() > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    private void report(StatReport unsorted, @Nullable MappingProcesses processes)
            throws IOException {
        StatReport report = sort == null ? unsorted : new SortedReport(unsorted, sort, output);
        beforeError = report::clear;
        for (Path argument : arguments) {
            try {
                if (Files.isDirectory(argument)) {
                    report.tree();
                    FileTree.Visitor visitor =
                            (file, found, open) -> look(
                                    file, found.id(), true, open, report, processes);
                    if (engine.isLinux() && options(report, true).areCounted()) {
                        FileTree.visitOpen(argument, visitor, e -> failed(argument, e));
                    } else {
                        FileTree.visit(argument, visitor, e -> failed(argument, e));
                    }
                } else {
                    look(argument, identity(argument), false, null, report, processes);
                }
            } catch (IOException e) {
                failed(argument, e);
            }
        }
        report.end(total);
    }

    /** Null also where a seccomp filter denies statx: there the JDK cannot look, but the library can. */
    private static @Nullable FileId identity(Path path) throws IOException {
        try {
            return FileId.of(path);
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            return null; // If the cause is another one, opening the file reports it.
        }
    }

    private FileSurvey.Options options(StatReport report, boolean inTree) {
        return new FileSurvey.Options(
                report.cells(inTree), ranges, shares && report.showsShares(inTree));
    }

    private void look(
            Path file,
            @Nullable FileId id,
            boolean inTree,
            @Nullable CountedPages open,
            StatReport report,
            @Nullable MappingProcesses processes)
            throws IOException {
        FileFacts facts = facts(file, id, inTree, open, report, processes);
        if (facts == null) {
            return;
        }
        if (arguments.size() == 1 || id == null || counted.add(id)) {
            total.add(facts);
        }
        report.file(facts, inTree);
    }

    /** Null if the file cannot be inspected; that has been reported or counted then. */
    private @Nullable FileFacts facts(
            Path file,
            @Nullable FileId id,
            boolean inTree,
            @Nullable CountedPages open,
            StatReport report,
            @Nullable MappingProcesses processes) {
        List<MappingProcess> mappedBy = null;
        if (processes != null && id != null) {
            mappedBy = inTree ? processes.ofEntry(file, id) : processes.of(file, id);
        }
        FileSurvey.Options options = options(report, inTree);
        try {
            FileFacts counted = open == null ? null : counted(file, open, options, mappedBy);
            return counted != null
                    ? counted
                    : FileSurvey.of(file, engine, options, mappedBy);
        } catch (NotMappableException e) {
            if (inTree) {
                total.addNotMappable();
            } else {
                failed(file, e);
            }
            return null;
        } catch (IOException | CommandFailure e) {
            if (e instanceof CommandFailure failure
                    && failure.exitCode() == ExitCode.WRONG_USAGE) {
                throw failure;
            }
            failed(file, e);
            return null;
        }
    }

    /** Null if its pages cannot be counted. The file is closed before anything waits to be printed. */
    private static @Nullable FileFacts counted(
            Path file,
            CountedPages open,
            FileSurvey.Options options,
            @Nullable List<MappingProcess> mappedBy) {
        try (open) {
            return open.size() == 0 ? null : FileSurvey.of(file, open, options, mappedBy);
        }
    }

    private void failed(Path file, Exception problem) {
        total.addFailed();
        beforeError.run();
        output.error(ErrorSentence.of(problem, file));
    }
}
