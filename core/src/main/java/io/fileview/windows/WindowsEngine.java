package io.fileview.windows;

import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Optional;

/** Maps files with functions of 64-bit Windows 10, version 1809, or later. */
public final class WindowsEngine implements Engine {
    /** Creates the engine. */
    public WindowsEngine() {}

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Optional<String> unavailableReason() {
        String processor = System.getProperty("os.arch");
        if (!WindowsFunction.ON_WINDOWS) {
            return Optional.of(
                    "it needs Windows, and this is " + System.getProperty("os.name"));
        }
        if (!"amd64".equals(processor) && !"aarch64".equals(processor)) {
            return Optional.of("it needs an x86-64 or aarch64 processor, and this is " + processor);
        }
        return Optional.empty();
    }

    @Override
    public boolean accepts(FileLocation location) {
        return location.path()
                .filter(path -> path.getFileSystem().equals(FileSystems.getDefault()))
                .isPresent();
    }

    @Override
    public EngineFile open(FileLocation location, OpenRequest request) throws IOException {
        String name = location.toString();
        Path path = PathNames.absolute(path(location), name);
        return new FileOpener(name, path.toString(), request, true)
                .open(0, PathNames.full(path));
    }

    @Override
    public EngineFile openMemory() throws IOException {
        return WindowsMemory.open();
    }

    @Override
    public Entry resolve(FileLocation location) throws IOException {
        String name = location.toString();
        return EntryLookup.follow(PathNames.absolute(path(location), name), name);
    }

    @Override
    public Optional<String> userId() {
        return Security.newOwner();
    }

    private static Path path(FileLocation location) {
        return location.path()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                location
                                        + " is not a path of the default file system; name the file"
                                        + " by its path, or use an engine for this scheme"));
    }
}
