package io.fileview.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The regular files of a directory tree, each listed once even if it has several names. */
final class FileTree extends SimpleFileVisitor<Path> {
    private final List<Found> files = new ArrayList<>();
    private final Path start;
    private final Consumer<IOException> problems;

    /** A path and the key of its file; the key is null if the system has none. */
    private record Found(Path path, @Nullable Object file) {}

    private FileTree(Path start, Consumer<IOException> problems) {
        this.start = start;
        this.problems = problems;
    }

    /** Returns the files sorted by path. Links are not followed, except for the top itself. */
    static List<Path> of(Path top, Consumer<IOException> problems) throws IOException {
        // The user named the directory that the link leads to; links below it are not followed.
        Path start = Files.isSymbolicLink(top) ? top.toRealPath() : top;
        FileTree tree = new FileTree(start, problems);
        Files.walkFileTree(start, tree);
        return tree.eachOnce();
    }

    /** Keeps the first path of each file in sorted order, not in the order of the walk. */
    private List<Path> eachOnce() {
        files.sort(Comparator.comparing(Found::path));
        Set<Object> seen = new HashSet<>();
        List<Path> paths = new ArrayList<>(files.size());
        for (Found found : files) {
            if (found.file() == null || seen.add(found.file())) {
                paths.add(found.path());
            }
        }
        return paths;
    }

    /** To the JDK a junction of Windows is a directory. It may lead to one above it. */
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        try {
            return attributes.isOther() && !directory.equals(start) && leadsElsewhere(directory)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        } catch (IOException e) {
            return visitFileFailed(directory, e);
        }
    }

    /** Directories that are fetched when they are read are not as others either, but stay in place. */
    private static boolean leadsElsewhere(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        Path above = absolute.getParent();
        Path name = absolute.getFileName();
        return above != null
                && name != null
                && !directory.toRealPath().equals(above.toRealPath().resolve(name));
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            files.add(new Found(file, attributes.fileKey()));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException problem) {
        problems.accept(problem);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
            Path directory, @Nullable IOException problem) {
        if (problem != null) {
            problems.accept(problem);
        }
        return FileVisitResult.CONTINUE;
    }
}
