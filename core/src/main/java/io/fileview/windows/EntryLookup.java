package io.fileview.windows;

import io.fileview.spi.Engine.Entry;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Determines which entry of which directory a path denotes, following links. */
final class EntryLookup {
    /** The number of links that the system follows. */
    private static final int MOST_LINKS = 63;

    private EntryLookup() {}

    /**
     * Finds the entry that a path leads to, or that creating a file by this path would create.
     *
     * @param absolute an absolute path
     * @param given what the caller calls it
     */
    static Entry follow(Path absolute, String given) throws IOException {
        Path path = absolute;
        for (int links = 0; links <= MOST_LINKS; links++) {
            NtFile.Opened target =
                    NtFile.open(0, PathNames.full(path), NtFile.READ_ATTRIBUTES, NtFile.OPEN, 0);
            if (target.error() == 0) {
                Optional<Path> found = finalPath(target.handle());
                if (found.isPresent()) {
                    return entry(found.get(), given);
                }
            }
            Optional<Path> next = LinkTarget.of(path);
            if (next.isEmpty()) {
                return entry(path, given);
            }
            path = next.get();
        }
        throw WindowsErrors.failure(
                Place.of(given),
                "cannot be opened",
                WindowsError.ERROR_CANT_RESOLVE_FILENAME.number());
    }

    private static Optional<Path> finalPath(long handle) {
        try {
            return FinalPath.forPrograms(handle)
                    .map(Path::of)
                    .filter(found -> found.getFileName() != null);
        } finally {
            WindowsHandle.close(handle);
        }
    }

    private static Entry entry(Path path, String given) throws IOException {
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (parent == null || name == null) {
            throw OpenFailures.ofDirectory(
                    given, path.toString(), WindowsError.ERROR_BAD_PATHNAME.number());
        }
        NtFile.Opened directory = DirectoryHandle.open(PathNames.full(parent));
        if (directory.error() != 0) {
            throw OpenFailures.ofDirectory(given, parent.toString(), directory.error());
        }
        try {
            FileStatus status = FileStatus.of(directory.handle(), parent.toString());
            return new Entry(
                    new WindowsDirectory(
                            directory.handle(),
                            parent,
                            status.identity(),
                            name.toString(),
                            given),
                    name.toString());
        } catch (Throwable failure) {
            WindowsHandle.close(directory.handle());
            throw failure;
        }
    }
}
