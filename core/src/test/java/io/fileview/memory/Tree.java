package io.fileview.memory;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of a file system, and what they lead to. Guarded by the lock of the file system, which the callers hold. */
final class Tree {
    private static final int MOST_LINKS = 40;

    private final boolean takesRealDirectories;
    private final Nodes nodes;
    private final EntryChanges changes;
    private DirectoryNode root;

    /**
     * A name, and what it leads to.
     *
     * @param directory the directory
     * @param path the names that lead to the directory, without symbolic links
     * @param name the name in the directory
     * @param node what is there, or null
     */
    record Found(DirectoryNode directory, List<String> path, String name, @Nullable Node node) {}

    private record Step(String name, DirectoryNode directory) {}

    Tree(boolean takesRealDirectories, Nodes nodes, EntryChanges changes) {
        this.takesRealDirectories = takesRealDirectories;
        this.nodes = nodes;
        this.changes = changes;
        this.root = nodes.root();
    }

    DirectoryNode root() {
        return root;
    }

    void setRoot(DirectoryNode newRoot) {
        root = newRoot;
    }

    /**
     * Looks a name up.
     *
     * @param names the names that lead to it from the root; one at least
     * @param follow true to follow a symbolic link that the last one leads to, also one that leads nowhere
     */
    Found find(List<String> names, boolean follow) throws IOException {
        String all = "/" + String.join("/", names);
        Deque<String> rest = new ArrayDeque<>(names);
        Deque<Step> way = new ArrayDeque<>();
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.removeFirst();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                way.pollLast();
                continue;
            }
            DirectoryNode directory = way.isEmpty() ? root : way.getLast().directory();
            Node node = entry(directory, way, name);
            boolean last = rest.isEmpty();
            if (node instanceof LinkNode link && (!last || follow)) {
                if (++links > MOST_LINKS) {
                    throw new FileSystemLoopException(all);
                }
                if (isAbsolute(link.target())) {
                    way.clear();
                }
                Arrays.asList(link.target().split("/", -1)).reversed().forEach(rest::addFirst);
            } else if (last) {
                return new Found(directory, names(way), name, node);
            } else if (node instanceof DirectoryNode next) {
                way.addLast(new Step(name, next));
            } else if (node == null) {
                throw new NoSuchFileException(
                        all, null, "the memory file system has no directory " + name + " (ENOENT)");
            } else {
                throw new NoSuchFileException(all, null,
                        name + " is " + node.kind() + " (ENOTDIR)");
            }
        }
        if (way.isEmpty()) {
            throw new FileSystemException(all, null, "the root directory is no file");
        }
        Step here = way.removeLast();
        DirectoryNode above = way.isEmpty() ? root : way.getLast().directory();
        return new Found(above, names(way), here.name(), here.directory());
    }

    /** A directory. */
    DirectoryNode directory(List<String> names) throws IOException {
        if (names.isEmpty()) {
            return root;
        }
        if (find(names, true).node() instanceof DirectoryNode directory) {
            return directory;
        }
        throw new NoSuchFileException(
                String.join("/", names), null,
                "the memory file system has no such directory (ENOENT)");
    }

    /** A regular file, through symbolic links. */
    FileNode file(Path path) throws IOException {
        Node node = find(names(path), true).node();
        if (node instanceof FileNode file) {
            return file;
        }
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        throw new FileSystemException(path.toString(), null, "it is " + node.kind());
    }

    private static boolean isAbsolute(String target) {
        return target.startsWith("/") || target.matches("[A-Za-z]:.*");
    }

    private static List<String> names(Deque<Step> way) {
        return way.stream().map(Step::name).toList();
    }

    private @Nullable Node entry(DirectoryNode directory, Deque<Step> way, String name)
            throws IOException {
        Node node = directory.entries.get(name);
        if (node != null || !takesRealDirectories || directory.removed.contains(name)) {
            return node;
        }
        List<String> path = new ArrayList<>(names(way));
        path.add(name);
        return Files.isDirectory(realPath(path)) ? makeDirectory(directory, name) : null;
    }

    /** A directory that is on the disk at once. */
    DirectoryNode makeDirectory(DirectoryNode directory, String name) throws IOException {
        DirectoryNode made = nodes.directory(name);
        link(directory, name, made);
        changes.flush(directory, name);
        return made;
    }

    /** The path of the default file system that some names stand for. */
    static Path realPath(List<String> names) {
        boolean drive = !names.isEmpty() && names.getFirst().endsWith(":");
        return Path.of((drive ? "" : "/") + String.join("/", names)
                + (drive && names.size() == 1 ? "/" : ""));
    }

    /** The names that a path of the default file system stands for. */
    static List<String> names(Path path) {
        return Arrays
                .stream(path.toAbsolutePath().toString().replace(File.separatorChar, '/').split("/",
                        -1))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    void link(DirectoryNode directory, String name, Node node) {
        directory.entries.put(name, node);
        directory.removed.remove(name);
        node.links++;
        changes.add(new EntryChanges.Edit(directory, name, node));
    }

    /** Removes a name; false if there is none. */
    boolean unlink(DirectoryNode directory, String name) throws IOException {
        Node node = directory.entries.get(name);
        if (node == null) {
            return false;
        }
        requireEmpty(name, node);
        directory.entries.remove(name);
        directory.removed.add(name);
        changes.add(new EntryChanges.Edit(directory, name, null));
        lose(node);
        return true;
    }

    void rename(DirectoryNode from, String oldName, DirectoryNode to, String newName)
            throws IOException {
        Node node = from.entries.get(oldName);
        if (node == null) {
            throw new NoSuchFileException(oldName, null,
                    "there is no such entry to rename (ENOENT)");
        }
        Node replaced = to.entries.get(newName);
        if (replaced == node) {
            return; // Two names of one file both stay, as POSIX wants it.
        }
        if (replaced != null) {
            requireEmpty(newName, replaced);
            if (replaced instanceof DirectoryNode != node instanceof DirectoryNode) {
                throw new FileSystemException(newName, null,
                        "it is " + replaced.kind() + ", and " + oldName + " is "
                                + node.kind());
            }
        }
        from.entries.remove(oldName);
        from.removed.add(oldName);
        to.entries.put(newName, node);
        to.removed.remove(newName);
        changes.add(
                new EntryChanges.Edit(to, newName, node),
                new EntryChanges.Edit(from, oldName, null));
        if (replaced != null) {
            lose(replaced);
        }
    }

    private static void requireEmpty(String name, Node node) throws IOException {
        if (node instanceof DirectoryNode directory && !directory.entries.isEmpty()) {
            throw new DirectoryNotEmptyException(name);
        }
    }

    private void lose(Node node) {
        node.links--;
        nodes.releaseIfUnused(node);
    }
}
