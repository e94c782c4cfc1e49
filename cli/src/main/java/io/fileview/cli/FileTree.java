package io.fileview.cli;

import io.fileview.linux.CountedPages;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a directory tree, each visited once even if it has several names. The entries
 * of a directory are visited in the order of their names, each before the next is looked at: what is
 * kept in memory is the names of the directories on the way, and the files with several names.
 */
final class FileTree {
    private final Path start;
    private final Visitor visitor;
    private final boolean isCounted;
    private final Consumer<IOException> problems;
    private final Set<Object> seen = new HashSet<>();
    private final Deque<Iterator<Path>> directories = new ArrayDeque<>();

    /** Is given the files. */
    interface Visitor {
        /**
         * Visits a file.
         *
         * @param file its path
         * @param entry what it has just been
         * @param open the file, if it is open to count its pages; may be closed, and is closed when this
         *     method returns
         */
        void file(Path file, FileEntry entry, @Nullable CountedPages open) throws IOException;
    }

    private FileTree(
            Path start, Visitor visitor, boolean isCounted, Consumer<IOException> problems) {
        this.start = start;
        this.visitor = visitor;
        this.isCounted = isCounted;
        this.problems = problems;
    }

    /** Visits the files without opening them. Links are not followed, except for the top itself. */
    static void visit(Path top, Visitor visitor, Consumer<IOException> problems)
            throws IOException {
        visit(top, visitor, false, problems);
    }

    /** Visits the files, which are open to count their pages, if they can be. Only on Linux. */
    static void visitOpen(Path top, Visitor visitor, Consumer<IOException> problems)
            throws IOException {
        visit(top, visitor, true, problems);
    }

    private static void visit(
            Path top, Visitor visitor, boolean isCounted, Consumer<IOException> problems)
            throws IOException {
        // The user named the directory that the link leads to; links below it are not followed.
        Path start = Files.isSymbolicLink(top) ? top.toRealPath() : top;
        new FileTree(start, visitor, isCounted, problems).visit();
    }

    private void visit() throws IOException {
        open(start);
        while (!directories.isEmpty()) {
            Iterator<Path> entries = directories.getLast();
            if (entries.hasNext()) {
                look(entries.next());
            } else {
                directories.removeLast();
            }
        }
    }

    private void open(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            problems.accept(e.getCause()); // what was read before is visited
        } catch (IOException e) {
            problems.accept(e);
        }
        Collections.sort(entries);
        directories.addLast(entries.iterator());
    }

    private void look(Path entry) throws IOException {
        try (CountedPages open = isCounted ? CountedPages.of(entry) : null) {
            FileEntry found;
            try {
                found =
                        open == null
                                ? FileEntry.of(entry, LinkOption.NOFOLLOW_LINKS)
                                : FileEntry.of(open);
                if (found.isDirectory()) {
                    if (!found.isOther() || !leadsElsewhere(entry)) {
                        open(entry);
                    }
                    return;
                }
            } catch (IOException e) {
                problems.accept(e);
                return;
            }
            if (found.isRegular() && (found.key() == null || isFirst(found))) {
                visitor.file(entry, found, open);
            }
        }
    }

    private boolean isFirst(FileEntry found) {
        return found.links() == 1 || seen.add(found.key());
    }

    /**
     * To the JDK a junction of Windows is a directory that is also something other. It may lead to one
     * above it. Directories that are fetched when they are read are such too, but stay in place.
     */
    private static boolean leadsElsewhere(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        Path above = absolute.getParent();
        Path name = absolute.getFileName();
        return above != null
                && name != null
                && !directory.toRealPath().equals(above.toRealPath().resolve(name));
    }
}
