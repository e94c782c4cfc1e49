package io.fileview.portable;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.FileNumbers;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Maps files with the JDK alone: without native calls or options, on every operating system. It has
 * these limits:
 *
 * <ul>
 *   <li>It maps regular files only.
 *   <li>Copy-on-write views require permission to write the file, because the JDK requires it,
 *   although the file is never written. Without it, mapping fails: a copy of the bytes would not
 *   reflect changes to the file.
 *   <li>{@code SCHEDULED} and {@code WRITTEN} flushes do what {@code DEVICE} does.
 *   <li>On Windows the JDK cannot flush a directory, so a new file's entry depends on the file system's
 *   own journal. {@link io.fileview.spi.EntryDurability} says what follows from that.
 *   <li>On Windows a file that is open for reading is opened again by its path to be flushed.
 *   <li>A view confined to a thread can be flushed by other threads on Linux only, and stays mapped
 *   if it is leaked.
 *   <li>It supports no advice, locking, trimming, page states, preallocation or block cloning.
 *   <li>A sparse extension writes one zero byte at the new end, which can overwrite a byte that
 *   another process has just appended there; so can the zeros of any extension once the path no longer
 *   leads to the file.
 *   <li>If an extension fails halfway, the zeros that it has appended stay, because the JDK cannot
 *   remove them without the risk of removing what another process appends meanwhile.
 *   <li>If another process truncates a file at the time when a writable view of it is mapped, the
 *   JDK extends it again.
 *   <li>A file is opened a second time, by its path, when it is first mapped. That fails if the
 *   path no longer leads to the file.
 *   <li>If a thread is interrupted while it maps a view, the JDK closes that descriptor, and on
 *   most operating systems the process loses its locks on the file.
 *   <li>The kind of a file is looked up before it is opened. If another program replaces the file by a
 *   pipe in between, opening waits for the other end of the pipe.
 *   <li>The status and the extended attribute of a file are accessed by its path. Once that leads to
 *   another file, the status is unknown, and access to the attribute fails, as it does while this
 *   process holds locks on the file.
 *   <li>A directory is known by its path, so calls on a renamed directory fail. Only the directory
 *   of a new file is kept open, until the first flush has made the file's entry durable.
 *   <li>The JDK exposes no file numbers on Windows. They are looked up through the engine of the
 *   system, if the program allows native access ({@code --enable-native-access}). Otherwise a file is
 *   identified by its real path: two hard links count as two files, and a journal of commits that a
 *   process left when it died is not replayed without {@link
 *   io.fileview.commit.CommitMappingBuilder#adoptJournal}.
 *   <li>Errors of Windows that the JDK has no types for are recognized by their English texts or, with
 *   native access, by those of the user's language.
 *   <li>On Windows, where the JDK does not tell which pages are cached, a flush after a failed one
 *   reads and writes all pages that may have changed.
 * </ul>
 *
 * <p>An open file uses one file descriptor, and a second one once it has been mapped; a new file uses
 * another one until its entry has been flushed; copy-on-write
 * views of a file that was opened READ_ONLY use another one.
 */
public final class PortableEngine implements Engine {
    private static final String MEMORY = "memory";

    /** Creates the engine. */
    public PortableEngine() {}

    /**
     * Creates the engine where the JDK exposes no numbers of files.
     *
     * @param numbers looks them up, for all engines of this kind in the process
     */
    public PortableEngine(FileNumbers numbers) {
        Identities.lookUpBy(numbers);
    }

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Optional<String> unavailableReason() {
        return Optional.empty();
    }

    /** {@inheritDoc} These are the paths of the default file system. */
    @Override
    public boolean accepts(FileLocation location) {
        return location.path()
                .filter(path -> path.getFileSystem().equals(FileSystems.getDefault()))
                .isPresent();
    }

    @Override
    public EngineFile open(FileLocation location, OpenRequest request) throws IOException {
        PortableFile file = Opening.open(location.toString(), pathOf(location), request);
        try {
            file.mappers().openNow(); // while the path leads to the file
            return file;
        } catch (Throwable failure) {
            try {
                file.discardCreated();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            file.close();
            throw failure;
        }
    }

    /**
     * {@inheritDoc} This is a temporary file, which has no name where the operating system supports
     * that.
     */
    @Override
    public EngineFile openMemory() throws IOException {
        String directory =
                Objects.requireNonNullElse(System.getProperty("java.io.tmpdir"), "/tmp");
        try {
            return Opening.openTemporary(MEMORY, Path.of(directory), "fileview");
        } catch (IOException failure) {
            throw ErrorTranslation.toOpenMemory(MEMORY, directory, failure);
        }
    }

    @Override
    public Entry resolve(FileLocation location) throws IOException {
        Path path = pathOf(location);
        WindowsNames.require(location.toString(), path);
        try {
            Path entry = Links.follow(path);
            Path directory = Objects.requireNonNull(entry.getParent());
            Path name = Objects.requireNonNull(entry.getFileName());
            requireExpressible(entry, directory, name.toString());
            return new Entry(
                    PortableDirectory.open(directory, name.toString(), location.toString()),
                    name.toString());
        } catch (IOException failure) {
            throw ErrorTranslation.toOpen(
                    location.toString(), path, Protection.READ_ONLY, failure);
        }
    }

    /** A string lacks the bytes of a name that the locale cannot express. */
    private static void requireExpressible(Path entry, Path directory, String name)
            throws MappingException {
        boolean isExpressed;
        try {
            isExpressed = directory.resolve(name).equals(entry);
        } catch (InvalidPathException lossy) {
            isExpressed = false;
        }
        if (!isExpressed) {
            throw new MappingException(
                    Place.of(entry.toString()),
                    "has a name that cannot be expressed in the locale of this process, and the"
                            + " portable engine cannot name other files after it; use the Linux"
                            + " engine, rename the file, or choose the locale that it was named in",
                    null);
        }
    }

    @Override
    public Optional<String> userId() {
        return ProcessUser.id();
    }

    private static Path pathOf(FileLocation location) {
        return location.path()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "the portable engine opens paths only, and "
                                        + location
                                        + " is a URI; name the file by its path, or use an engine for"
                                        + " this scheme"));
    }
}
