package io.fileview.cli;

import io.fileview.ByteRange;
import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The files that a command is given, each once, and the range of a single one. */
final class FileSelection {
    private static final long UNSET = -1;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Files or directories. A directory stands for all regular files in its tree.")
    private List<Path> arguments = new ArrayList<>();

    @Option(names = "--offset", paramLabel = "N", converter = SizeConverter.class, description = "Start at this offset of a single file (default: 0).")
    private long offset = UNSET;

    @Option(names = "--length", paramLabel = "N", converter = SizeConverter.class, description = "Take this many bytes of a single file (default: to the end).")
    private long length = UNSET;

    @Option(names = "--max", paramLabel = "N", converter = SizeConverter.class, description = "Skip files that are larger.")
    private long max = Long.MAX_VALUE;

    @Mixin
    private final NameFilter filter = new NameFilter();
    @Mixin
    private final FileList list = new FileList();

    private long skipped;

    /**
     * Finds the files. A file with several names, or in several arguments, is found once.
     *
     * @param problems takes what could not be looked at, and why
     */
    List<Path> files(BiConsumer<Path, IOException> problems) throws IOException {
        requireSensible();
        List<Path> given = new ArrayList<>(arguments);
        given.addAll(list.read());
        Set<Object> seen = new HashSet<>();
        List<Path> files = new ArrayList<>();
        for (Path path : given) {
            try {
                if (Files.isDirectory(path)) {
                    FileTree.visit(
                            path,
                            (file, entry, open) -> add(file, seen, files, problems),
                            e -> problems.accept(path, e));
                } else {
                    add(path, seen, files, problems);
                }
            } catch (IOException e) {
                problems.accept(path, e);
            }
        }
        return files;
    }

    private void add(
            Path file,
            Set<Object> seen,
            List<Path> files,
            BiConsumer<Path, IOException> problems) {
        if (!filter.accepts(file)) {
            return;
        }
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            if (!seen.add(key == null ? file.toAbsolutePath().normalize() : key)) {
                return;
            }
            if (attributes.size() > max) {
                skipped++;
            } else {
                files.add(file);
            }
        } catch (IOException e) {
            problems.accept(file, e);
        }
    }

    /** The number of files that were left out because they are larger than {@code --max}. */
    long skipped() {
        return skipped;
    }

    private void requireSensible() {
        if (arguments.isEmpty() && !list.isGiven()) {
            throw CommandFailure.wrongUsage(
                    "no file is given; name files or directories, or give a list of them with"
                            + " --files-from");
        }
        boolean isPart = offset != UNSET || length != UNSET;
        boolean isSingle =
                arguments.size() == 1 && !list.isGiven() && !Files.isDirectory(arguments.get(0));
        if (isPart && !isSingle) {
            throw CommandFailure.wrongUsage(
                    "--offset and --length are for a single file; give one file, or leave them out");
        }
        if (length == 0) {
            throw CommandFailure.wrongUsage("--length 0 is too small; give 1 or more");
        }
    }

    /** The bytes of a file that are meant. */
    List<ByteRange> rangesOf(FileMapping mapping) {
        long size = mapping.size();
        long start = Math.max(0, offset);
        if (start > 0 && start >= size) {
            throw CommandFailure.failed(
                    PathText.line(arguments.get(0))
                            + ": offset "
                            + start
                            + " is after the end of the file, which has "
                            + Amount.count(size, "byte")
                            + "; give a smaller --offset");
        }
        if (length != UNSET && length > size - start) {
            throw CommandFailure.failed(
                    PathText.line(arguments.get(0))
                            + ": "
                            + Amount.count(length, "byte")
                            + " from offset "
                            + start
                            + " would end after the file, which has "
                            + Amount.count(size, "byte")
                            + "; give --length "
                            + (size - start)
                            + " or less");
        }
        return List.of(new ByteRange(start, length == UNSET ? size - start : length));
    }

    /** A list of names, one a line or each with a NUL at its end. */
    static final class FileList {
        private static final Path STANDARD_INPUT = Path.of("-");

        @Option(names = "--files-from", paramLabel = "LIST", description = "Also take the files named in this file, one a line; - is standard input.")
        private @Nullable Path path;

        @Option(names = {"-0",
            "--null"}, description = "The names of --files-from end with a NUL, not with a line.")
        private boolean nul;

        boolean isGiven() {
            return path != null;
        }

        List<Path> read() throws IOException {
            if (path == null) {
                if (nul) {
                    throw CommandFailure
                            .wrongUsage("-0 is about the names of --files-from; give that too");
                }
                return List.of();
            }
            byte[] bytes =
                    path.equals(STANDARD_INPUT)
                            ? System.in.readAllBytes()
                            : Files.readAllBytes(path);
            List<Path> paths = new ArrayList<>();
            int start = 0;
            for (int i = 0; i <= bytes.length; i++) {
                if (i == bytes.length || bytes[i] == (nul ? 0 : '\n')) {
                    // On Windows a line ends with two characters, neither of which a name can have.
                    boolean hasReturn =
                            Platform.WINDOWS && !nul && i > start && bytes[i - 1] == '\r';
                    int end = hasReturn ? i - 1 : i;
                    if (end > start) {
                        paths.add(path(Arrays.copyOfRange(bytes, start, end)));
                    }
                    start = i + 1;
                }
            }
            return paths;
        }

        private static Path path(byte[] name) {
            for (byte each : name) {
                if (each == 0) {
                    throw CommandFailure.wrongUsage(
                            "the list of --files-from has NULs, which no name has; give -0 if"
                                    + " names end with them");
                }
            }
            return FileNameBytes.path(name);
        }
    }
}
