package io.fileview.portable;

import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.EntryDurability;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.FileStatus;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory, known by its real path: the JDK has no directory handle through which a file can be
 * opened that an interrupt does not close. After the directory is renamed, calls fail: what another
 * directory has at this path is neither reported, opened nor removed, and no entry is reported as
 * absent. What is exchanged during a call is not noticed.
 */
final class PortableDirectory implements Directory {
    private static final int ATTEMPTS = 3;

    private final Path path;
    private final FileIdentity identity;

    /** The entry that the directory was resolved for; messages call it as the caller did. */
    private final String name;

    private final String given;

    private PortableDirectory(Path path, FileIdentity identity, String name, String given) {
        this.path = path;
        this.identity = identity;
        this.name = name;
        this.given = given;
    }

    /**
     * Opens a directory by its real path.
     *
     * @param name the entry that it is opened for
     * @param given what the caller calls that entry
     */
    static PortableDirectory open(Path path, String name, String given) throws IOException {
        PathTarget target = PathTarget.at(path);
        if (!target.isDirectory()) {
            throw new MappingException(
                    Place.of(path.toString()),
                    "is a component of the path but not a directory; check the path",
                    null);
        }
        return new PortableDirectory(path, target.identity(), name, given);
    }

    @Override
    public FileLocation locationOf(String name) {
        return FileLocation.of(entry(name));
    }

    private Path entry(String name) {
        Path entry = path.resolve(name);
        if (!path.equals(entry.getParent()) || entry.endsWith("..") || entry.endsWith(".")) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is not the name of an entry of the directory " + path
                            + "; give one name, without a path");
        }
        return entry;
    }

    @Override
    public EngineFile open(String entryName, OpenRequest request) throws IOException {
        Path entry = entryInPlace(entryName);
        String shown = entryName.equals(name) ? given : entry.toString();
        return Opening.open(shown, entry, request, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public EngineFile openTemporary(String prefix) throws IOException {
        return openTemporary(prefix, "temporary file in " + path);
    }

    @Override
    public EngineFile openTemporary(String prefix, String name) throws IOException {
        requireNoOther(path);
        for (int attempt = 1;; attempt++) {
            try {
                return Opening.openTemporary(name, path, prefix);
            } catch (IOException failure) { // perhaps because another process removed it
                // Where it cannot be removed, each attempt would leave one more.
                if (attempt == ATTEMPTS || failure.getSuppressed().length > 0) {
                    throw ErrorTranslation.toCreateTemporary(name, path, failure);
                }
            }
        }
    }

    /** On Windows, the operating system removes them. */
    @Override
    public void removeTemporaries(String prefix) {
        if (Host.WINDOWS) {
            return;
        }
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(path, entry -> Opening.isTemporary(entry, prefix))) {
            requireNoOther(path);
            for (Path entry : entries) {
                if (PortableStatus.ownerId(entry).equals(ProcessUser.id())) {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException leftAsTheyAre) {
            // They only take space.
        }
    }

    @Override
    public Optional<FileIdentity> find(String name) throws IOException {
        return look(name, entry -> Identities.of(entry, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public Optional<FileStatus> status(String name) throws IOException {
        return look(name, PortableStatus::ofEntry);
    }

    /** A question about an entry that may not exist. */
    private interface Question<T> {
        T ask(Path entry) throws IOException;
    }

    private <T> Optional<T> look(String name, Question<T> question) throws IOException {
        Path entry = entry(name);
        WindowsNames.require(entry.toString(), entry);
        Optional<T> found;
        try {
            found = Optional.of(question.ask(entry));
        } catch (NoSuchFileException absent) {
            requireInPlace(entry, absent);
            return Optional.empty();
        } catch (IOException failure) {
            throw ErrorTranslation.ofEntry(entry, "to look up this entry", failure);
        }
        requireInPlace(entry, null);
        return found;
    }

    @Override
    public boolean remove(String name) throws IOException {
        Path entry = entryInPlace(name);
        try {
            Files.delete(entry);
            return true;
        } catch (NoSuchFileException absent) {
            requireInPlace(entry, absent);
            return false;
        } catch (IOException failure) {
            throw ErrorTranslation.ofEntry(entry, "to remove this entry", failure);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path entry = entryInPlace(from);
        Path renamed = entry(to);
        WindowsNames.require(renamed.toString(), renamed);
        try {
            Files.move(
                    entry,
                    renamed,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException absent) {
            requireInPlace(entry, absent);
            throw ErrorTranslation.noEntry(entry, absent);
        } catch (IOException failure) {
            throw ErrorTranslation.ofEntry(entry, "to rename this entry to " + to, failure);
        }
    }

    @Override
    public void renameNew(String from, String to) throws IOException {
        Path entry = entryInPlace(from);
        Path renamed = entry(to);
        WindowsNames.require(renamed.toString(), renamed);
        try {
            if (Host.WINDOWS || !isLinked(entry, renamed)) {
                Files.move(entry, renamed);
            }
        } catch (FileAlreadyExistsException exists) {
            throw exists;
        } catch (NoSuchFileException absent) {
            requireInPlace(entry, absent);
            throw ErrorTranslation.noEntry(entry, absent);
        } catch (IOException failure) {
            throw ErrorTranslation.ofEntry(entry, "to rename this entry to " + to, failure);
        }
    }

    /**
     * Renames by a link, which replaces nothing: outside Windows, a move looks for the new name and
     * then replaces what has it. Returns false where there are no links.
     */
    private static boolean isLinked(Path entry, Path renamed) throws IOException {
        try {
            Files.createLink(renamed, entry);
        } catch (FileAlreadyExistsException | NoSuchFileException failure) {
            throw failure;
        } catch (UnsupportedOperationException | IOException noLinks) {
            return false;
        }
        Files.delete(entry);
        return true;
    }

    private Path entryInPlace(String name) throws IOException {
        Path entry = entry(name);
        WindowsNames.require(entry.toString(), entry);
        requireNoOther(entry);
        return entry;
    }

    /** A directory that is missing, or cannot be looked at, is left to the call, which fails. */
    private void requireNoOther(Path entry) throws IOException {
        boolean isOther;
        try {
            isOther = !Identities.of(path).key().equals(identity.key());
        } catch (IOException leftToTheCall) {
            return;
        }
        if (isOther) {
            throw moved(entry, null);
        }
    }

    /**
     * Throws if this path leads to another directory by now, whose entries prove nothing about this
     * one.
     */
    private void requireInPlace(Path entry, @Nullable NoSuchFileException absent)
            throws IOException {
        if (!Identities.isAt(path, identity)) {
            throw moved(entry, absent);
        }
    }

    private static MappingException moved(Path entry, @Nullable NoSuchFileException absent) {
        return new MappingException(
                Place.of(entry.toString()),
                "the directory has been moved or removed since it was opened, so it cannot be"
                        + " determined whether it has this entry; open it again",
                absent);
    }

    @Override
    public void flush() throws IOException {
        flush(path, identity, path.toString(), "the entries of the directory");
    }

    /**
     * Makes the entries of a directory durable, if its path still leads to it. On Windows, where the
     * JDK has no such call, this is only reported.
     */
    static void flush(Path directory, FileIdentity identity, String name, String what)
            throws IOException {
        if (Host.WINDOWS) {
            if (!Identities.isAt(directory, identity)) {
                throw notInPlace(directory, name, what);
            }
            flushOnWindows(directory, name, what);
            return;
        }
        SteadyFile entries = openToFlush(directory, identity, name, what);
        try {
            flush(entries, directory, name, what);
        } finally {
            entries.close();
        }
    }

    /** The JDK cannot open a directory on Windows. */
    static void flushOnWindows(Path directory, String name, String what) throws IOException {
        EntryDurability.notSupported(
                String.valueOf(directory.getRoot()),
                Place.of(name),
                what,
                "on Windows the JDK has no call for that");
    }

    /** Makes the entries of an open directory durable, as far as its file system can. */
    static void flush(SteadyFile entries, Path directory, String name, String what)
            throws IOException {
        try {
            entries.force(true);
        } catch (IOException failure) {
            String reason = ErrorTranslation.reason(failure);
            if (Host.meansNotSupported(failure)) {
                EntryDurability.notSupported(volume(directory), Place.of(name), what, reason);
                return;
            }
            throw new FlushFailedException(
                    ErrorTranslation.at(Place.of(name), failure),
                    what
                            + " could not be made durable in "
                            + directory
                            + ": "
                            + reason
                            + "; treat it as not durable until a later flush has succeeded",
                    failure);
        }
    }

    private static String volume(Path directory) {
        try {
            return Identities.of(directory).volume();
        } catch (IOException renamedOrRemoved) {
            return "of " + directory;
        }
    }

    /** If this fails, no flush has failed, and the caller may retry. */
    private static SteadyFile openToFlush(
            Path directory, FileIdentity identity, String name, String what)
            throws IOException {
        String problem = what + " cannot be made durable, because the directory " + directory;
        try {
            Optional<SteadyFile> entries = openIfInPlace(directory, identity);
            if (entries.isPresent()) {
                return entries.get();
            }
        } catch (IOException failure) {
            throw ErrorTranslation.failure(
                    Place.of(name), problem + " cannot be opened for reading", failure);
        }
        throw notInPlace(directory, name, what);
    }

    private static MappingException notInPlace(Path directory, String name, String what) {
        return new MappingException(
                Place.of(name),
                what
                        + " cannot be made durable, because the directory "
                        + directory
                        + " has been moved or removed since it was opened; move it back",
                null);
    }

    /**
     * Opens a directory for reading. Looks at it before, because opening a pipe that was planted
     * there would wait for its other end, and again afterwards.
     */
    static Optional<SteadyFile> openIfInPlace(Path directory, FileIdentity identity)
            throws IOException {
        if (!Identities.isAt(directory, identity)) {
            return Optional.empty();
        }
        SteadyFile opened = new SteadyFile(directory, Set.of(StandardOpenOption.READ));
        boolean isInPlace = false;
        try {
            isInPlace = Identities.isAt(directory, identity);
        } finally {
            if (!isInPlace) {
                opened.close();
            }
        }
        return isInPlace ? Optional.of(opened) : Optional.empty();
    }

    /** Has no effect: no handle is open. */
    @Override
    public void close() {}
}
