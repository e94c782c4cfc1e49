package io.fileview.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
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
@Command(name = "stat", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Shows how much of files is in memory and where, how much of it is dirty, and which"
            + " processes map the files, without reading them. A directory stands for all"
            + " regular files in its tree, each counted once; links are not followed."
}, footer = {
    "",
    "Examples:",
    "  fileview stat data.bin",
    "  fileview stat /var/lib/mysql   prints one line for each file, and the total",
    "  fileview stat data.bin --json --ranges",
    "",
    "A page is in memory if the file cache holds it, whichever process read it.",
    "'mappings' shows how many mappings of other processes contain the pages in",
    "memory. The kernel counts them only for a process that maps the pages, and",
    "exposes the counts only to root. Therefore this command briefly maps these",
    "pages and subtracts its own mapping; --no-shares turns that off. Anything that",
    "the system does not expose is 'unknown', and null in JSON."
})
final class StatCommand implements Callable<Integer> {
    private static final int MOST_CELLS = 200;
    private static final int MARGIN = 16;

    private final Output output;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files or directories.")
    @SuppressWarnings("NullAway.Init")
    private List<Path> arguments;

    @Option(names = "--json", description = "Print a JSON document.")
    private boolean json;

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

    private final FileMatcher matcher = new FileMatcher();
    private final Set<FileId> counted = new HashSet<>();
    private final StatTotal total = new StatTotal();

    StatCommand(Output output) {
        this.output = output;
    }

    /**
     * A file to inspect.
     *
     * @param path its path
     * @param id its identity, or null if the system has none
     */
    private record Target(Path path, @Nullable FileId id) {}

    /**
     * An argument of the command.
     *
     * @param files the file, or those in the directory tree
     * @param isTree whether the argument is a directory
     */
    private record Group(List<Target> files, boolean isTree) {}

    @Override
    public Integer call() throws IOException {
        List<Group> groups = new ArrayList<>();
        for (Path argument : arguments) {
            try {
                groups.add(group(argument));
            } catch (IOException e) {
                failed(e);
            }
        }
        MappingProcesses processes = MappingProcesses.of(matcher);
        if (json) {
            document(groups, processes);
        } else {
            text(groups, processes);
        }
        return total.failed() > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    private Group group(Path argument) throws IOException {
        boolean isTree = Files.isDirectory(argument);
        List<Path> paths = isTree ? FileTree.of(argument, this::failed) : List.of(argument);
        List<Target> targets = new ArrayList<>(paths.size());
        for (Path path : paths) {
            try {
                FileId id = identity(path);
                if (id != null) {
                    matcher.add(path, id);
                }
                targets.add(new Target(path, id));
            } catch (IOException e) {
                failed(e);
            }
        }
        return new Group(targets, isTree);
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

    private void document(List<Group> groups, @Nullable MappingProcesses processes)
            throws IOException {
        JsonReport.write(
                output,
                json -> {
                    StatDocument document = new StatDocument(json);
                    json.writeArrayFieldStart("files");
                    for (Group group : groups) {
                        for (Target target : group.files()) {
                            FileFacts facts = look(target, 0, shares, processes);
                            if (facts != null) {
                                document.file(facts);
                            }
                        }
                    }
                    json.writeEndArray();
                    document.total(total, processes);
                });
    }

    private void text(List<Group> groups, @Nullable MappingProcesses processes) {
        Palette palette = color.palette(output);
        boolean plain = ascii || !ResidencyStrip.canDraw(output);
        int unreadable = processes == null ? 0 : processes.unreadable();
        StatText full = new StatText(output, palette, plain, unreadable);
        StatTable table = new StatTable(output, palette, plain);
        int cells =
                Math.max(8, Math.min(MOST_CELLS, output.terminal().width() - MARGIN));
        boolean anyTree = false;
        for (Group group : groups) {
            if (group.isTree()) {
                anyTree = true;
                table.heading();
            }
            for (Target target : group.files()) {
                FileFacts facts =
                        look(
                                target,
                                group.isTree() ? StatTable.STRIP_CELLS : cells,
                                shares && !group.isTree(),
                                processes);
                if (facts != null && group.isTree()) {
                    table.file(facts);
                } else if (facts != null) {
                    full.file(facts);
                }
            }
        }
        if (anyTree || total.files() + total.failed() > 1) {
            if (!anyTree) {
                table.heading();
            }
            table.total(total);
        }
        if (anyTree && unreadable > 0 && total.files() > 0) {
            output.line(
                    palette.dim(
                            "MAPPED BY does not include "
                                    + unreadable
                                    + (unreadable == 1 ? " process" : " processes")
                                    + " that could not be inspected"));
        }
    }

    /** Null if the file cannot be inspected; the error has been reported then. */
    private @Nullable FileFacts look(
            Target target, int cells, boolean withShares, @Nullable MappingProcesses processes) {
        FileId id = target.id();
        List<MappingProcess> mappedBy =
                processes == null || id == null ? null : processes.of(id);
        try {
            FileFacts facts =
                    FileSurvey.of(
                            target.path(),
                            engine,
                            new FileSurvey.Options(cells, ranges, withShares),
                            mappedBy);
            if (id == null || counted.add(id)) {
                total.add(facts);
            }
            return facts;
        } catch (IOException | CommandFailure e) {
            if (e instanceof CommandFailure failure
                    && failure.exitCode() == ExitCode.WRONG_USAGE) {
                throw failure;
            }
            failed(e);
            return null;
        }
    }

    private void failed(Exception problem) {
        total.addFailed();
        output.error(ErrorSentence.of(problem));
    }
}
