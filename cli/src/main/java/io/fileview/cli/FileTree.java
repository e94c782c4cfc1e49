package io.fileview.cli;

import io.fileview.linux.CountedPages;
import io.fileview.linux.ListedDirectory;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a directory tree, each visited once even if it has several names. The entries
 * of a directory are visited in the order of their names, each before the next is looked at: what is
 * kept in memory is the names in the directories on the way, and the files with several names.
 */
final class FileTree {
    /** How many directories may be open at the same time, lest a deep tree takes all descriptors. */
    private static final int MOST_OPEN = 32;

    private final Path start;
    private final Visitor visitor;
    private final boolean isCounted;
    private final Consumer<IOException> problems;
    private final Set<Object> seen = new HashSet<>();
    private final Deque<Level> levels = new ArrayDeque<>();

    /** Is given the files. */
    interface Visitor {
        /**
         * Visits a file.
         *
         * @param file its path
         * @param entry what it has just been
         * @param pages the file, open until the visit ends, if its pages are to be counted and can be
         */
        void file(Path file, FileEntry entry, @Nullable CountedPages pages) throws IOException;
    }

    /** A directory that is being visited. */
    private interface Level extends AutoCloseable {
        /** Returns false if all entries have been visited. */
        boolean next() throws IOException;

        @Override
        void close();
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

    /** Does the same, and opens files to count their pages, which saves a look at each. */
    static void visitCounted(Path top, Visitor visitor, Consumer<IOException> problems)
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
        try {
            open(start);
            while (!levels.isEmpty()) {
                Level last = levels.getLast();
                if (!last.next()) {
                    levels.removeLast().close();
                }
            }
        } finally {
            levels.forEach(Level::close);
        }
    }

    private void open(Path directory) {
        if (!isOpenedToCount(directory)) {
            levels.addLast(new Paths(list(directory).iterator()));
        }
    }

    private boolean isOpenedToCount(Path directory) {
        ListedDirectory listed =
                isCounted && levels.size() < MOST_OPEN ? ListedDirectory.open(directory) : null;
        if (listed == null) {
            return false;
        }
        levels.addLast(new Listed(listed));
        return true;
    }

    private List<Path> list(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            problems.accept(e.getCause()); // what was read before is visited
        } catch (IOException e) {
            problems.accept(e);
        }
        Collections.sort(entries);
        return entries;
    }

    /** The entries of a directory, of which nothing but the paths are known. */
    private final class Paths implements Level {
        private final Iterator<Path> entries;

        Paths(Iterator<Path> entries) {
            this.entries = entries;
        }

        @Override
        public boolean next() throws IOException {
            if (!entries.hasNext()) {
                return false;
            }
            look(entries.next(), () -> null);
            return true;
        }

        @Override
        public void close() {}
    }

    /** The entries of a directory whose kinds are known, too. */
    private final class Listed implements Level {
        private final ListedDirectory directory;
        private final Iterator<ListedDirectory.Entry> entries;

        Listed(ListedDirectory directory) {
            this.directory = directory;
            this.entries = directory.entries().iterator();
        }

        @Override
        public boolean next() throws IOException {
            if (!entries.hasNext()) {
                return false;
            }
            ListedDirectory.Entry entry = entries.next();
            switch (entry.kind()) {
                case LINK -> {}
                case FILE -> openOrLook(entry);
                case DIRECTORY -> {
                    if (!isOpenedToCount(entry.path())) {
                        look(entry.path(), () -> null);
                    }
                }
                case OTHER -> look(entry.path(), entry::open);
            }
            return true;
        }

        private void openOrLook(ListedDirectory.Entry entry) throws IOException {
            try (CountedPages pages = entry.open()) {
                if (pages != null) {
                    visit(entry.path(), FileEntry.of(pages), pages);
                    return;
                }
            }
            look(entry.path(), () -> null);
        }

        @Override
        public void close() {
            directory.close();
        }
    }

    /**
     * Looks at an entry, and visits it.
     *
     * @param opening opens a regular file to count its pages, if it can
     */
    private void look(Path entry, Supplier<@Nullable CountedPages> opening) throws IOException {
        FileEntry found;
        try {
            found = FileEntry.of(entry, LinkOption.NOFOLLOW_LINKS);
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
        if (found.isRegular()) {
            try (CountedPages pages = opening.get()) {
                visit(entry, pages == null ? found : FileEntry.of(pages), pages);
            }
        }
    }

    private void visit(Path file, FileEntry found, @Nullable CountedPages pages)
            throws IOException {
        if (found.key() == null || isFirst(found)) {
            visitor.file(file, found, pages);
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
