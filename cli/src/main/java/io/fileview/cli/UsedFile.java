package io.fileview.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that processes map or hold open, or that is in a tree, and how it can be opened. */
final class UsedFile {
    /** The processes may end meanwhile, but not all of them at once. */
    private static final int MOST_LINKS = 6;

    private final @Nullable FileId id;
    private final List<Path> links = new ArrayList<>(1);
    private @Nullable String name;
    private final List<FileHolder> holders = new ArrayList<>(1);

    /** A file of processes. */
    UsedFile(FileId id) {
        this.id = id;
    }

    /** A file of a tree, which is what the path leads to. */
    UsedFile(Path path, @Nullable FileId id) {
        this.id = id;
        this.links.add(path);
    }

    void add(ProcessFiles process, ProcessFiles.Use use) {
        holders.add(
                new FileHolder(
                        process.pid(), process.name(), use.isOpen(), use.mappedBytes()));
        if (links.size() < MOST_LINKS) {
            links.addAll(use.links());
        }
        if (name == null) {
            name = use.name();
        }
    }

    @Nullable FileId id() {
        return id;
    }

    /** Paths that lead to the file, or may. */
    List<Path> links() {
        return links;
    }

    /** The name as {@code maps} has it; null if no process maps it. */
    @Nullable String name() {
        return name;
    }

    List<FileHolder> holders() {
        return holders;
    }
}
