package io.fileview;

import io.fileview.spi.Engine;
import io.fileview.spi.Engine.Creation;
import io.fileview.spi.Section;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options for opening a {@link FileMapping}. A builder holds no resources, may be used again,
 * and is not thread-safe.
 */
public final class MappingBuilder {
    private final @Nullable Path path;
    private Protection protection = Protection.READ_ONLY;
    private Creation creation = Creation.EXISTING;
    private long size = OpenSection.SIZE_OF_FILE;
    private boolean sparse;
    private @Nullable String engine;
    private boolean recordOpenSite;

    MappingBuilder(@Nullable Path path) {
        this.path = path;
    }

    /**
     * Sets what views may do. Without it, they may read.
     *
     * @param protection the protection
     * @return this builder
     */
    public MappingBuilder protection(Protection protection) {
        this.protection = Objects.requireNonNull(protection);
        return this;
    }

    /**
     * Creates the file where it does not exist. Needs {@link Protection#READ_WRITE} and, for a file
     * that is new, a {@link #size}.
     *
     * @return this builder
     */
    public MappingBuilder create() {
        this.creation = Creation.CREATE;
        return this;
    }

    /**
     * Creates the file, and refuses one that exists. Needs {@link Protection#READ_WRITE} and a
     * {@link #size}.
     *
     * @return this builder
     */
    public MappingBuilder createNew() {
        this.creation = Creation.CREATE_NEW;
        return this;
    }

    /**
     * Sets how much can be mapped. A writable file that is smaller is extended at once; a larger one
     * is not truncated, only its first bytes can be mapped. Without it, the size is the file's.
     *
     * @param size bytes, 1 or more
     * @return this builder
     * @throws IllegalArgumentException if size is not positive
     */
    public MappingBuilder size(long size) {
        if (size < 1) {
            throw new IllegalArgumentException("size " + size + " must be 1 byte or more");
        }
        this.size = size;
        return this;
    }

    /**
     * Extends the file without blocks, where the file system can: fast and small, but a later write
     * to a view may find the disk full, which no program can be told in an orderly way.
     *
     * @return this builder
     */
    public MappingBuilder sparse() {
        this.sparse = true;
        return this;
    }

    /**
     * Asks for an engine by name. Without it, the best one for the machine is taken.
     *
     * @param name {@code linux}, {@code portable}, or another that is installed
     * @return this builder
     */
    public MappingBuilder engine(String name) {
        this.engine = Objects.requireNonNull(name);
        return this;
    }

    /**
     * Remembers where the mapping and its views are opened, so that the report of one that was lost
     * can say so. Costs a stack trace each time.
     *
     * @return this builder
     */
    public MappingBuilder recordOpenSite() {
        this.recordOpenSite = true;
        return this;
    }

    /**
     * Opens the mapping. When it throws, nothing has been changed: a file that it created is gone
     * again, a file that it extended has its old size.
     *
     * @return the mapping
     * @throws java.nio.file.NoSuchFileException if there is no such file and it is not to be created
     * @throws java.nio.file.FileAlreadyExistsException if the file exists and is to be new
     * @throws java.nio.file.AccessDeniedException if the file's permissions do not allow it
     * @throws NotMappableException if the file is a directory, a pipe, a socket or a character
     *     device, or is empty and no size was given
     * @throws BeyondEndException if the size is larger than the file and the file is not writable
     * @throws DiskFullException if there is no room to extend the file
     * @throws MappingLimitException if the process may open no more files
     * @throws IOException if the system refuses for another reason
     * @throws IllegalArgumentException if the options contradict each other, the path is not on the
     *     default file system, or there is no engine of the name asked for
     * @throws UnsupportedOperationException if the engine cannot serve on this machine
     * @throws IllegalStateException if the engine calls the operating system and the JVM forbids it;
     *     the message has the flag to add
     */
    public FileMapping open() throws IOException {
        if (creation != Creation.EXISTING && protection != Protection.READ_WRITE) {
            throw new IllegalArgumentException(
                    "a file can be created only with protection READ_WRITE, not " + protection);
        }
        if (path != null && !path.getFileSystem().equals(FileSystems.getDefault())) {
            throw new IllegalArgumentException(
                    path
                            + " is on the file system "
                            + path.getFileSystem()
                            + "; only files of the default file system can be mapped");
        }
        return open(Engines.choose(engine));
    }

    FileMapping open(Engine chosen) throws IOException {
        Section section =
                path == null
                        ? chosen.openMemory()
                        : chosen.open(path, protection, creation);
        OpenSection opened =
                new OpenSection(
                        chosen,
                        section,
                        path,
                        protection,
                        sparse,
                        recordOpenSite,
                        section.evictionsAreCounted()
                                ? CacheEvictions.OF_MACHINE
                                : CacheEvictions.NOT_COUNTED);
        try {
            opened.setSize(size);
            return new FileMapping(
                    opened, recordOpenSite ? new Throwable("opened here") : null);
        } catch (Throwable failure) {
            opened.abandon(failure);
            throw failure;
        }
    }
}
