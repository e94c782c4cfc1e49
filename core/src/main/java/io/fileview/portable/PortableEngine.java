package io.fileview.portable;

import io.fileview.FlushFailedException;
import io.fileview.MappingException.Place;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.spi.Engine;
import io.fileview.spi.OpenFile;
import io.fileview.spi.Section;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Maps files with the JDK alone: no native call, no flag, every operating system. Where it does less
 * than an engine for one system:
 *
 * <ul>
 *   <li>It maps regular files only, and creates no file through a symbolic link that leads nowhere.
 *   <li>Copy-on-write needs permission to write the file, because the JDK asks for it, though the
 *       file is never written. Where that is missing it is refused: a copy of the bytes would not
 *       follow the file.
 *   <li>{@code SCHEDULED} and {@code WRITTEN} flushes go as far as {@code DEVICE}. On Windows a
 *       directory cannot be flushed, so a new file's entry is left to the file system's journal.
 *   <li>A view confined to a thread can be flushed by another on Linux only, and is not reclaimed
 *       when it is lost.
 *   <li>No advice is taken, nothing is locked or trimmed, and the state of pages is not known.
 *   <li>Two processes that extend a file at the same moment should agree on who does: the zeros of
 *       the later one can fall on bytes that the other has just written.
 *   <li>A file that is truncated by others in the moment in which a writable view is mapped is made
 *       as long again by the JDK.
 * </ul>
 *
 * <p>Each open file takes two file descriptors.
 */
public final class PortableEngine implements Engine {
    /** How often to start again when a file comes and goes while it is opened. */
    private static final int ATTEMPTS = 10;

    /** Creates the engine; {@link java.util.ServiceLoader} does. */
    public PortableEngine() {}

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    /** {@inheritDoc} Only on Linux can it be asked; elsewhere the documented size is used. */
    @Override
    public long pageSize() {
        return Host.PAGE_SIZE;
    }

    @Override
    public Section open(Path path, Protection protection, Creation creation) throws IOException {
        try {
            return switch (creation) {
                case EXISTING -> openExisting(path, protection);
                case CREATE -> openOrCreate(path);
                case CREATE_NEW -> PortableSection.create(path);
            };
        } catch (IOException failure) {
            throw Refusal.toOpen(path, protection, failure);
        }
    }

    @Override
    public Section openMemory() throws IOException {
        return PortableSection.memory();
    }

    @Override
    public OpenFile openFile(
            Path path, boolean writable, Creation creation, boolean ownerOnly)
            throws IOException {
        return PortableFile.open(path, writable, creation, ownerOnly);
    }

    /** {@inheritDoc} Windows has no such call. */
    @Override
    public void flushEntry(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || Host.WINDOWS) {
            return;
        }
        SteadyFile entries = new SteadyFile(directory, StandardOpenOption.READ);
        try {
            entries.force(true);
        } catch (IOException failure) {
            throw new FlushFailedException(
                    Place.of(file.toString()),
                    "its entry in the directory "
                            + directory
                            + " could not be made durable: "
                            + Refusal.reason(failure),
                    failure);
        } finally {
            entries.close();
        }
    }

    private static Section openOrCreate(Path path) throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                return PortableSection.create(path);
            } catch (FileAlreadyExistsException exists) {
                try {
                    return openExisting(path, Protection.READ_WRITE);
                } catch (NoSuchFileException removed) {
                    // Somebody removed it in between, or it is a link to nothing.
                    if (attempt == ATTEMPTS) {
                        throw removed;
                    }
                }
            }
        }
    }

    private static Section openExisting(Path path, Protection protection) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        // Before it is opened: opening a pipe would wait for its other end.
        if (!attributes.isRegularFile()) {
            throw new NotMappableException(
                    Place.of(path.toString()),
                    attributes.isDirectory()
                            ? "is a directory, which cannot be mapped; give a file"
                            : "is a pipe, a socket, a character device or a block device, and the"
                                    + " portable engine maps regular files only; copy it to one",
                    null);
        }
        return PortableSection.open(path, protection);
    }
}
