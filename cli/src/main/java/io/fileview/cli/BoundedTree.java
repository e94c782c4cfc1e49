package io.fileview.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a directory tree, each once even if it has several names, where any directory
 * or entry may never answer, as those of a server that is down: what does not answer is left out with
 * what is below it, and the rest is found. Links are not followed.
 */
final class BoundedTree {
    private final Source source;
    private final Duration limit;

    /** What did not answer, now or before; it is not asked again. */
    private final Set<Path> silent;

    private final IntConsumer soFar;
    private final AtomicInteger regular = new AtomicInteger();
    private final List<UsedFile> files = new ArrayList<>();
    private final List<IOException> problems = new ArrayList<>();
    private final Set<Object> seen = new HashSet<>();

    /** Answers, or does not. */
    interface Source {
        /** Hands over the entries as they are read, so those before a failure, too. */
        void list(Path directory, Consumer<Path> entries) throws IOException;

        FileEntry entry(Path path) throws IOException;
    }

    private BoundedTree(
            Source source, Duration limit, Set<Path> silent, IntConsumer soFar) {
        this.source = source;
        this.limit = limit;
        this.silent = silent;
        this.soFar = soFar;
    }

    /**
     * Finds the files.
     *
     * @param top a directory
     * @param limit how long to wait for an answer; after the first that does not come, less
     * @param silent what did not answer before; what does not answer now is added
     * @param soFar takes the number of files that have been found, in any thread
     */
    static BoundedTree of(
            Source source, Path top, Duration limit, Set<Path> silent, IntConsumer soFar) {
        BoundedTree tree = new BoundedTree(source, limit, silent, soFar);
        List<Path> level = List.of(top);
        while (!level.isEmpty()) {
            List<Path> entries = new ArrayList<>();
            for (Listing each : tree.ask(level, tree::list)) {
                entries.addAll(each.entries());
                if (each.problem() != null) {
                    tree.problems.add(each.problem());
                }
            }
            List<Path> directories = new ArrayList<>();
            for (Entry each : tree.ask(entries, tree::entry)) {
                if (each.found().isDirectory()) {
                    directories.add(each.path());
                } else if (each.found().isRegular() && tree.isFirst(each.found())) {
                    tree.files.add(new UsedFile(each.path(), each.found().id()));
                }
            }
            level = directories;
        }
        return tree;
    }

    /** The source that the file systems are. */
    static Source fileSystems() {
        return new Source() {
            @Override
            public void list(Path directory, Consumer<Path> entries) throws IOException {
                try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                    stream.forEach(entries);
                } catch (DirectoryIteratorException e) {
                    throw e.getCause();
                }
            }

            @Override
            public FileEntry entry(Path path) throws IOException {
                return FileEntry.of(path, LinkOption.NOFOLLOW_LINKS);
            }
        };
    }

    List<UsedFile> files() {
        return files;
    }

    /** Why the list of files is not complete. What was removed meanwhile is missed by nobody. */
    List<IOException> problems() {
        return problems;
    }

    private record Entry(Path path, FileEntry found) {}

    private interface Question<T> {
        T ask(Path path) throws IOException;
    }

    /** The entries of a directory; only some of them if there is a problem. */
    private record Listing(List<Path> entries, @Nullable IOException problem) {}

    private Listing list(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try {
            source.list(directory, entries::add);
            return new Listing(entries, null);
        } catch (IOException problem) {
            if (entries.isEmpty()) {
                throw problem;
            }
            return new Listing(entries, problem);
        }
    }

    private Entry entry(Path path) throws IOException {
        FileEntry found = source.entry(path);
        if (found.isRegular()) {
            soFar.accept(regular.incrementAndGet());
        }
        return new Entry(path, found);
    }

    /** Returns the answers in the order of the paths. */
    private <T> List<T> ask(List<Path> paths, Question<T> question) {
        List<Path> asked = new ArrayList<>(paths.size());
        for (Path path : paths) {
            if (silent.contains(path)) {
                problems.add(noAnswer(path));
            } else {
                asked.add(path);
            }
        }
        BoundedScan<Path, Answer<T>> scan =
                BoundedScan.of(asked, path -> answer(path, question), limit);
        for (Path path : scan.givenUp()) {
            silent.add(path);
            problems.add(noAnswer(path));
        }
        List<T> answers = new ArrayList<>(scan.found().size());
        for (Answer<T> each : scan.found()) {
            if (each.answer() != null) {
                answers.add(each.answer());
            } else if (each.problem() != null) {
                problems.add(each.problem());
            }
        }
        return answers;
    }

    private record Answer<T>(@Nullable T answer, @Nullable IOException problem) {}

    private static <T> Answer<T> answer(Path path, Question<T> question) {
        try {
            return new Answer<>(question.ask(path), null);
        } catch (NoSuchFileException removed) {
            return new Answer<>(null, null);
        } catch (IOException problem) {
            return new Answer<>(null, problem);
        }
    }

    private static IOException noAnswer(Path path) {
        return new FileSystemException(
                PathText.line(path), null,
                "did not answer in time, and is left out with what is below it");
    }

    private boolean isFirst(FileEntry found) {
        return found.key() == null || found.links() == 1 || seen.add(found.key());
    }
}
