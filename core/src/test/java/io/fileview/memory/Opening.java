package io.fileview.memory;

import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Opens or creates a file. The lock of the file system is held. */
final class Opening {
    private final MemoryFileSystem files;
    private final String name;
    private final OpenRequest request;

    Opening(MemoryFileSystem files, String name, OpenRequest request) {
        this.files = files;
        this.name = name;
        this.request = request;
    }

    MemoryFile open(DirectoryNode directory, String entry, @Nullable Node node) throws IOException {
        boolean writable = request.protection() == Protection.READ_WRITE;
        if (node == null) {
            return create(directory, entry, writable);
        }
        if (request.creation() == Creation.CREATE_NEW) {
            throw new FileAlreadyExistsException(name, null,
                    "the file exists, and was to be new (EEXIST)");
        }
        if (!(node instanceof FileNode file)) {
            throw new NotMappableException(
                    Place.of(name), "is " + node.kind() + "; only regular files can be mapped",
                    null);
        }
        if (writable && files.behaviour().readOnly()) {
            throw readOnly();
        }
        return new MemoryFile(files, file, name, writable, null, entry);
    }

    private MemoryFile create(DirectoryNode directory, String entry, boolean writable)
            throws IOException {
        if (request.creation() == Creation.EXISTING) {
            throw new NoSuchFileException(
                    name,
                    null,
                    "the memory file system has no such file, and it is not to be created; a file of the real file"
                            + " system is not in it (ENOENT)");
        }
        requireThere(files, directory, name);
        if (files.behaviour().readOnly()) {
            throw readOnly();
        }
        FileNode file =
                files.nodes().file(name, request.ownerOnly(), files.behaviour().userId());
        files.tree().link(directory, entry, file);
        return new MemoryFile(files, file, name, writable, directory, entry);
    }

    static void requireThere(MemoryFileSystem files, DirectoryNode directory, String name)
            throws IOException {
        if (directory.links == 0 && !directory.equals(files.tree().root())) {
            throw new NoSuchFileException(name, null, "the directory has been removed (ENOENT)");
        }
    }

    private AccessDeniedException readOnly() {
        return new AccessDeniedException(
                name,
                null,
                "the file cannot be opened " + request.protection()
                        + ": the file system is read-only (EROFS)");
    }

    static MemoryFile memory(MemoryFileSystem files) throws IOException {
        return new MemoryFile(files, files.nodes().memory(), "memory", true, null, "");
    }
}
