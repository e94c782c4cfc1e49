package io.fileview.memory;

import io.fileview.MappingException;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.util.List;
import java.util.Optional;

/** Maps the files of a {@link MemoryFileSystem}. */
public final class MemoryEngine implements Engine {
    private static final int LAST = -1000;

    private final MemoryFileSystem files;
    private volatile String unavailableReason = "";

    private static final class Shared {
        private static final MemoryFileSystem FILES =
                new MemoryFileSystem(
                        Options.DEFAULT.mode(Mode
                                .valueOf(System.getProperty("fileview.test.memory", "SEGMENT"))));
    }

    /**
     * The engine that a service loader finds. All of them have one file system, which maps as the system property
     * {@code fileview.test.memory} says: SEGMENT or SOFTWARE.
     */
    public MemoryEngine() {
        this(Shared.FILES);
    }

    MemoryEngine(MemoryFileSystem files) {
        this.files = files;
    }

    /**
     * Where the files are.
     *
     * @return the file system
     */
    public MemoryFileSystem files() {
        return files;
    }

    /**
     * Makes the engine unavailable.
     *
     * @param reason the reason, to be read after "because"; an empty string makes it available again
     */
    public void makeUnavailable(String reason) {
        unavailableReason = reason;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public int priority() {
        return LAST;
    }

    @Override
    public Optional<String> unavailableReason() {
        return Optional.of(unavailableReason).filter(reason -> !reason.isEmpty());
    }

    @Override
    public boolean accepts(FileLocation location) {
        return location.path()
                .map(path -> files.options().takesPaths()
                        && path.getFileSystem().equals(FileSystems.getDefault()))
                .orElseGet(
                        () -> "memory".equals(location.uri().orElseThrow().getScheme())
                                && location.uri().orElseThrow().getPath() != null);
    }

    @Override
    public EngineFile open(FileLocation location, OpenRequest request) throws IOException {
        String name = location.toString();
        return files.faults().run(Operation.OPEN, name,
                () -> files.locked(() -> openNow(location, name, request)));
    }

    private EngineFile openNow(FileLocation location, String name, OpenRequest request)
            throws IOException {
        // As with O_EXCL, a symbolic link is in the way, wherever it leads.
        boolean follow = request.creation() != Creation.CREATE_NEW;
        Tree.Found found = files.tree().find(files.names(location), follow);
        return new Opening(files, name, request).open(found.directory(), found.name(),
                found.node());
    }

    @Override
    public EngineFile openMemory() throws IOException {
        return files.faults()
                .run(
                        Operation.OPEN_MEMORY,
                        "memory",
                        () -> files.locked(() -> Opening.memory(files)));
    }

    @Override
    public Entry resolve(FileLocation location) throws IOException {
        String name = location.toString();
        return files.faults()
                .run(
                        Operation.RESOLVE,
                        name,
                        () -> files.locked(
                                () -> {
                                    Tree.Found found =
                                            files.tree().find(files.names(location), true);
                                    return new Entry(
                                            directory(location, found.directory(), found.path()),
                                            found.name());
                                }));
    }

    @Override
    public Optional<String> userId() {
        return files.options().has(Ability.OWNERS)
                ? Optional.of(files.behaviour().userId())
                : Optional.empty();
    }

    private MemoryDirectory directory(FileLocation location, DirectoryNode node, List<String> path)
            throws MappingException {
        return new MemoryDirectory(files, node, path, location.uri().isPresent());
    }

    static MappingException failure(Place place, String problem, String error) {
        return new MappingException(place.withError(error), problem + " (" + error + ")", null);
    }
}
