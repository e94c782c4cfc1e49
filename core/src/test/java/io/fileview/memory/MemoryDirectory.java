package io.fileview.memory;

import io.fileview.Protection;
import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.FileStatus;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An open directory. */
final class MemoryDirectory implements Directory {
    private final MemoryFileSystem files;
    private final DirectoryNode node;
    private final List<String> path;
    private final boolean byUri;
    private final long era;

    MemoryDirectory(MemoryFileSystem files, DirectoryNode node, List<String> path, boolean byUri) {
        this.files = files;
        this.node = node;
        this.path = path;
        this.byUri = byUri;
        this.era = files.era();
        files.opened(this, fullName(""));
    }

    @Override
    public FileLocation locationOf(String name) {
        List<String> names = new ArrayList<>(path);
        names.add(name);
        if (!byUri) {
            return FileLocation.of(Tree.realPath(names));
        }
        try {
            return FileLocation.of(new URI("memory", null, "/" + String.join("/", names), null));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    private String fullName(String name) {
        return locationOf(name).toString();
    }

    @Override
    public EngineFile open(String name, OpenRequest request) throws IOException {
        String full = fullName(name);
        return files.faults()
                .run(
                        Operation.OPEN_ENTRY,
                        full,
                        () -> locked(
                                full,
                                () -> new Opening(files, full, request).open(node, name,
                                        node.entries.get(name))));
    }

    @Override
    public EngineFile openTemporary(String prefix) throws IOException {
        String full = fullName(prefix);
        return files.faults()
                .run(
                        Operation.OPEN_TEMPORARY,
                        full,
                        () -> locked(full,
                                () -> files.options().nameless() ? nameless(full) : named(prefix)));
    }

    private EngineFile nameless(String full) throws IOException {
        Opening.requireThere(files, node, full);
        requireWritable(full, "no temporary file can be created");
        FileNode file = files.nodes().file(full, true, files.behaviour().userId());
        return new MemoryFile(files, file, full, true, null, "");
    }

    private EngineFile named(String prefix) throws IOException {
        int number = 0;
        while (node.entries.containsKey(prefix + number)) {
            number++;
        }
        String name = prefix + number;
        OpenRequest request = new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, true);
        return new Opening(files, fullName(name), request).open(node, name, null)
                .removedWhenClosed();
    }

    /** Those that a process has left behind have the names that {@link #openTemporary} gives. */
    @Override
    public void removeTemporaries(String prefix) {
        if (files.options().nameless()) {
            return;
        }
        try {
            locked(fullName(prefix), () -> removeNumbered(prefix));
        } catch (IOException notPossible) {
            // They stay.
        }
    }

    private Void removeNumbered(String prefix) throws IOException {
        for (String name : List.copyOf(node.entries.keySet())) {
            if (name.startsWith(prefix) && name.substring(prefix.length()).matches("[0-9]+")) {
                files.tree().unlink(node, name);
            }
        }
        return null;
    }

    @Override
    public Optional<FileIdentity> find(String name) throws IOException {
        String full = fullName(name);
        return files.faults()
                .run(
                        Operation.FIND,
                        full,
                        () -> locked(full, () -> Optional.ofNullable(node.entries.get(name))
                                .map(found -> found.identity(files.nodes().volume()))));
    }

    @Override
    public Optional<FileStatus> status(String name) throws IOException {
        String full = fullName(name);
        return files.faults()
                .run(
                        Operation.FIND,
                        full,
                        () -> locked(full,
                                () -> Optional.ofNullable(node.entries.get(name))
                                        .map(this::status)));
    }

    /** Of what is no file, only the identity is known here. */
    private FileStatus status(Node entry) {
        FileIdentity identity = entry.identity(files.nodes().volume());
        return entry instanceof FileNode file
                ? file.status(identity, files.options())
                : FileStatus.unknown(identity, 0);
    }

    @Override
    public boolean remove(String name) throws IOException {
        String full = fullName(name);
        return files.faults()
                .run(
                        Operation.REMOVE,
                        full,
                        () -> locked(
                                full,
                                () -> {
                                    requireWritable(full, "the entry cannot be removed");
                                    return files.tree().unlink(node, name);
                                }));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        rename(from, to, true);
    }

    @Override
    public void renameNew(String from, String to) throws IOException {
        rename(from, to, false);
    }

    private void rename(String from, String to, boolean replace) throws IOException {
        String full = fullName(from);
        files.faults()
                .run(
                        Operation.RENAME,
                        full,
                        () -> locked(
                                full,
                                () -> {
                                    requireWritable(full, "the entry cannot be renamed to " + to);
                                    if (!replace && node.entries.containsKey(to)) {
                                        throw new FileAlreadyExistsException(
                                                fullName(to), null, "the file already exists");
                                    }
                                    files.tree().rename(node, from, node, to);
                                    return null;
                                }));
    }

    @Override
    public void flush() throws IOException {
        String full = fullName("");
        files.flushDirectory(
                Place.of(full),
                () -> locked(
                        full,
                        () -> {
                            files.entryChanges().flush(node);
                            return null;
                        }));
    }

    private <T> T locked(String name, MemoryFileSystem.Guarded<T, IOException> action)
            throws IOException {
        return files.locked(
                () -> {
                    files.requireAlive(era, Place.of(name));
                    return action.run();
                });
    }

    private void requireWritable(String name, String problem) throws IOException {
        if (files.behaviour().readOnly()) {
            throw MemoryEngine.failure(Place.of(name), problem + ": the file system is read-only",
                    "EROFS");
        }
    }

    @Override
    public void close() {
        files.locked(
                () -> {
                    if (files.era() == era) {
                        files.closed(this, fullName(""));
                    }
                    return null;
                });
    }
}
