package io.fileview.portable;

import io.fileview.MappingException;
import io.fileview.NotMappableException;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.Optional;

/** Follows symbolic links, even to a file that does not exist. */
final class Links {
    /** The number of symbolic links that the Linux kernel follows ({@code path_resolution(7)}). */
    private static final int MOST_LINKS = 40;

    private Links() {}

    /**
     * Resolves a path to the directory entry that opening it would open or create. The entry need
     * not exist; the path of its directory is returned without symbolic links.
     */
    static Path follow(Path path) throws IOException {
        Path entry = inRealDirectory(path, path);
        for (int links = 0;; links++) {
            Optional<Path> target = target(entry);
            if (target.isEmpty()) {
                return entry;
            }
            if (links == MOST_LINKS) {
                throw new MappingException(
                        Place.of(path.toString()),
                        "leads through more than "
                                + MOST_LINKS
                                + " symbolic links, the last of them "
                                + entry
                                + "; look for a loop",
                        null);
            }
            entry = inRealDirectory(entry.resolveSibling(target.get()), path);
        }
    }

    private static Path inRealDirectory(Path path, Path given) throws IOException {
        Path absolute = path.toAbsolutePath();
        if (absolute.endsWith("..") || absolute.endsWith(".")) {
            absolute = absolute.toRealPath();
        }
        Path directory = absolute.getParent();
        Path name = absolute.getFileName();
        if (directory == null || name == null) {
            throw new NotMappableException(
                    Place.of(given.toString()),
                    "is the root directory, which cannot be mapped; specify a file",
                    null);
        }
        return directory.toRealPath().resolve(name);
    }

    /**
     * Returns the target of an entry, if it is a symbolic link. One call asks both: the entry could
     * be exchanged between two.
     */
    private static Optional<Path> target(Path entry) throws IOException {
        try {
            return Optional.of(Files.readSymbolicLink(entry));
        } catch (NotLinkException | NoSuchFileException noLink) {
            return Optional.empty();
        }
    }
}
