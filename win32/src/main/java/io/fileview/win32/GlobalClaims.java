package io.fileview.win32;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which user has a {@code Global\} name: the owner of an empty file in a sticky directory of the
 * system. Such a file is created, looked at and deleted, and never opened, so that nothing which
 * another user puts there is believed or waited for. Everything else about the name, its lock too,
 * is in the directory of its user.
 */
final class GlobalClaims {
    private static final String PREFIX = "fileview-global-";

    private final Path directory;
    private final int user;

    GlobalClaims(Path directory, int user) {
        this.directory = directory;
        this.user = user;
    }

    private Path path(String file) {
        return directory.resolve(PREFIX + file);
    }

    private @Nullable Integer owner(String file) throws IOException {
        try {
            return (Integer) Files.getAttribute(path(file), "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    private boolean isOwn(String file) throws IOException {
        Integer owner = owner(file);
        return owner != null && owner == user;
    }

    /** Refuses a name that another user has. */
    void requireNotOfOthers(String file) throws IOException {
        Integer owner = owner(file);
        if (owner != null && owner != user) {
            throw new AccessDeniedException(
                    path(file).toString(), null,
                    "the name belongs to user " + owner + "; use another one");
        }
    }

    /** Takes a name that no process of the user holds; one that a killed process left is taken. */
    void take(String file) throws IOException {
        try {
            Files.createFile(path(file), OwnDirectory.modes(directory, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            requireNotOfOthers(file);
            if (!isOwn(file)) {
                throw new AccessDeniedException(
                        path(file).toString(), null,
                        "another user has just given up the name; try again");
            }
        }
    }

    void giveUp(String file) throws IOException {
        if (isOwn(file)) {
            Files.deleteIfExists(path(file));
        }
    }

    /** Gives up the names of killed processes of the user. */
    void sweep(Predicate<String> isHeld) throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, PREFIX + "g[-+]*")) {
            for (Path path : files) {
                String file = path.getFileName().toString().substring(PREFIX.length());
                if (!isHeld.test(file)) {
                    giveUp(file);
                }
            }
        }
    }
}
