package io.fileview.cli;

import io.fileview.FlushFailedException;
import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.FileStatus;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Where a copy gets its name, and what may be replaced there. */
final class Destination implements AutoCloseable {
    private static final int ATTEMPTS_ON_WINDOWS = 20;
    private static final long NANOS_BETWEEN = 50_000_000;

    private final Path path;

    /** What messages call it. */
    private final String called;

    private final boolean force;
    private final Engine engine;
    private final Directory directory;
    private final String name;
    private final Optional<FileStatus> replaced;

    private Destination(
            Path path,
            boolean force,
            Engine engine,
            Engine.Entry entry,
            Optional<FileStatus> replaced) {
        this.path = path;
        this.called = PathText.line(path);
        this.force = force;
        this.engine = engine;
        this.directory = entry.directory();
        this.name = entry.name();
        this.replaced = replaced;
    }

    /**
     * Finds the place. A link is followed, because the file that it leads to is replaced.
     *
     * @param force whether a file that exists is replaced
     */
    static Destination of(Path path, boolean force, Engine engine) throws IOException {
        requireRoom(path, force);
        Engine.Entry entry = engine.resolve(FileLocation.of(path));
        Optional<FileStatus> replaced;
        try {
            replaced = entry.directory().status(entry.name());
            if (!force && (replaced.isPresent() || Files.isSymbolicLink(path))) {
                throw exists(path); // since the look before
            }
            replaced.ifPresent(status -> requireOneName(path, status));
        } catch (IOException | RuntimeException e) {
            entry.directory().close();
            throw e;
        }
        return new Destination(path, force, engine, entry, replaced);
    }

    private static void requireRoom(Path path, boolean force) {
        if (Files.isDirectory(path)) {
            throw CommandFailure
                    .failed(PathText.line(path) + ": is a directory; give the path of a file");
        }
        if (Files.isSymbolicLink(path) && !Files.exists(path)) {
            throw CommandFailure.failed(
                    PathText.line(path)
                            + ": is a symbolic link that leads to no file, and is not replaced; remove"
                            + " it, or give another path");
        }
        if (!force && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(path);
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw CommandFailure.failed(
                    PathText.line(path)
                            + ": is not a regular file and is not replaced; give another path");
        }
        Path directory = directoryOf(path);
        if (!Files.isDirectory(directory)) {
            throw CommandFailure.failed(
                    PathText.line(path) + ": there is no directory " + PathText.line(directory)
                            + "; create it first");
        }
    }

    private static CommandFailure exists(Path path) {
        return CommandFailure.failed(
                PathText.line(path) + ": already exists; use --force to replace it");
    }

    /** A file that replaces one of several names would leave the old bytes under the others. */
    private static void requireOneName(Path path, FileStatus status) {
        int names = status.links().orElse(1);
        if (names > 1) {
            throw CommandFailure.failed(
                    PathText.line(path)
                            + ": has "
                            + names
                            + " names (hard links), and the others would keep the old bytes; remove"
                            + " this name first, or give another path");
        }
    }

    private static Path directoryOf(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path.toAbsolutePath() : parent;
    }

    /** The file that is to be replaced. */
    Optional<FileStatus> replaced() {
        return replaced;
    }

    boolean isSameFile(FileIdentity file) {
        return replaced.filter(status -> status.identity().key().equals(file.key())).isPresent();
    }

    /**
     * Creates the file that will be put here, after removing what killed copies have left. A file that
     * replaces one of another owner, or is given to one, belongs to them already when it gets its hidden
     * name.
     *
     * @param given to whom the file will be given, if not to the owner of the file that it replaces
     */
    NewFile create(Optional<String> given) throws IOException {
        Set<String> owners = new HashSet<>();
        engine.userId().ifPresent(owners::add);
        replaced.flatMap(FileStatus::ownerId).ifPresent(owners::add);
        given.ifPresent(owners::add);
        HiddenNames.clear(directory, owners);
        try {
            return NewFile.in(directory, called);
        } catch (AccessDeniedException e) {
            String reason = e.getReason();
            boolean isExplained = reason != null && !reason.contains("EACCES");
            throw CommandFailure.failed(
                    isExplained
                            ? called + ": cannot be created in " + directoryLine() + ": " + reason
                            : called + ": no permission to create a file in " + directoryLine()
                                    + "; change its permissions, or give another path");
        } catch (IOException e) {
            throw CommandFailure.failed(
                    named(ErrorSentence.of(e)));
        }
    }

    /** Returns a sentence that calls the file as the user does, who does not know a hidden name. */
    String named(String sentence) {
        return HiddenNames.replaced(sentence, directory, called);
    }

    /** Puts a whole file here. What has come here since the copy began is not replaced. */
    void put(NewFile file) throws IOException {
        if (replaced.isEmpty() || !isStillThere(replaced.get())) {
            try {
                file.publish(name);
            } catch (FileAlreadyExistsException e) {
                throw force ? changed("has been created") : exists(path);
            }
            return;
        }
        replace(file);
    }

    private boolean isStillThere(FileStatus before) throws IOException {
        Optional<FileStatus> now = directory.status(name);
        if (now.isEmpty()) {
            return false;
        }
        if (!now.get().identity().key().equals(before.identity().key())) {
            throw changed("has been replaced");
        }
        requireOneName(path, now.get());
        return true;
    }

    private CommandFailure changed(String how) {
        return CommandFailure.failed(
                called
                        + ": "
                        + how
                        + " by another program while the copy was made, and is left as it is; copy"
                        + " again to replace it");
    }

    /** On Windows, scanners and indexers open new files for moments, so this tries again. */
    private void replace(NewFile file) throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                file.replace(name);
                return;
            } catch (NoSuchFileException gone) {
                throw gone;
            } catch (IOException e) {
                if (!Platform.WINDOWS) {
                    throw CommandFailure.failed(
                            called + ": cannot be put in its place: " + reason(e));
                }
                if (attempt == ATTEMPTS_ON_WINDOWS) {
                    throw CommandFailure.failed(
                            called
                                    + ": cannot be put in its place: Windows refuses it ("
                                    + reason(e)
                                    + "), as it does while a program has the file there open or"
                                    + " mapped; close it, or check its permissions");
                }
                LockSupport.parkNanos(NANOS_BETWEEN);
            }
        }
    }

    /** Returns why, without the name that the sentence begins with anyway. */
    private String reason(IOException e) {
        String sentence = named(ErrorSentence.of(e));
        String start = called + ": ";
        return sentence.startsWith(start) ? sentence.substring(start.length()) : sentence;
    }

    /**
     * Waits until the new name is on the device.
     *
     * @return why that cannot be asked for; empty if the name is on the device
     */
    Optional<String> flush() {
        try {
            if (Platform.WINDOWS) {
                WindowsEntry.flush(directoryOf(path)); // which every engine can do by it
            } else {
                directory.flush();
            }
            return Optional.empty();
        } catch (FlushFailedException e) {
            throw CommandFailure.failed(inDanger() + ErrorSentence.of(e));
        } catch (IOException e) {
            return Optional.of(inDanger() + ErrorSentence.of(e));
        }
    }

    private String inDanger() {
        return called
                + ": is in place and whole, but its name may be lost in a power failure, because its"
                + " directory "
                + directoryLine()
                + " cannot be flushed: ";
    }

    private String directoryLine() {
        return PathText.line(directoryOf(path));
    }

    @Override
    public void close() {
        directory.close();
    }
}
