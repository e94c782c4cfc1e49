package io.fileview.cli;

import io.fileview.Protection;
import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileStatus;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The names of files that are not whole yet. They are short, because the names of the files that they
 * become may be of any length. There are only a few, so that what a killed process has left is found
 * without listing the directory.
 */
final class HiddenNames {
    static final List<String> ALL =
            IntStream.range(0, 64).mapToObj(number -> ".fileview-" + number + ".tmp").toList();

    private HiddenNames() {}

    /** Returns a sentence with the name that the user knows instead of a hidden one. */
    static String replaced(String sentence, Directory directory, String called) {
        String result = sentence;
        for (String name : ALL) {
            String location = directory.locationOf(name).toString();
            result = result.replace(location, called).replace(Printable.oneLine(location), called);
        }
        return result;
    }

    /**
     * Says that this process uses a file. Where there are no locks, nothing is cleared away either.
     *
     * @return false if another process is about to clear it away
     */
    static boolean use(EngineFile file) {
        try {
            return file.lock(0, false, Duration.ZERO);
        } catch (IOException noLocks) {
            return true;
        }
    }

    /**
     * Removes what killed processes have left in a directory: regular files of one name that nobody
     * has locked. What cannot be looked at or removed only takes space.
     *
     * @param owners the ids of those to whom such files may belong
     */
    static void clear(Directory directory, Set<String> owners) {
        for (String name : ALL) {
            try {
                Optional<FileStatus> status =
                        mayExist(directory, name) ? directory.status(name) : Optional.empty();
                if (status.isPresent() && isLeft(status.get(), owners)) {
                    clear(directory, name, status.get().identity());
                }
            } catch (IOException | IllegalArgumentException leftAsItIs) {
                // The next one may be removed.
            }
        }
    }

    /**
     * The JDK is the quickest to tell that there is no such file. If the directory has been renamed
     * meanwhile, it looks elsewhere, and the next run removes what has been left.
     */
    private static boolean mayExist(Directory directory, String name) {
        return directory
                .locationOf(name)
                .path()
                .map(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .orElse(true);
    }

    private static boolean isLeft(FileStatus status, Set<String> owners) {
        return status.ownerId().filter(owners::contains).isPresent()
                && status.links().orElse(1) == 1;
    }

    /** Whoever has the lock of a file may remove its name, and nobody else does. */
    private static void clear(Directory directory, String name, FileIdentity left)
            throws IOException {
        OpenRequest existing = OpenRequest.existing(Protection.READ_WRITE);
        try (EngineFile file = directory.open(name, existing)) {
            if (file.identity().key().equals(left.key())
                    && file.lock(0, false, Duration.ZERO)
                    && directory.find(name).filter(now -> now.key().equals(left.key()))
                            .isPresent()) {
                directory.remove(name);
            }
        }
    }
}
