package io.fileview;

import io.fileview.live.CountedFile;
import io.fileview.live.Engines;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options for opening a {@link FileMapping}. A builder holds no resources, may be used again,
 * and is not thread-safe.
 */
public final class MappingBuilder {
    private final @Nullable FileLocation location;
    private Protection protection = Protection.READ_ONLY;
    private Creation creation = Creation.EXISTING;
    private long size = CountedFile.SIZE_OF_FILE;
    private boolean sparse;
    private @Nullable String engineName;
    private @Nullable Engine engine;
    private boolean recordOpenSite;

    MappingBuilder(@Nullable FileLocation location) {
        this.location = location;
    }

    /**
     * Sets what views may do. The default is {@link Protection#READ_ONLY}.
     *
     * @param protection the protection
     * @return this builder
     */
    public MappingBuilder protection(Protection protection) {
        this.protection = Objects.requireNonNull(protection);
        return this;
    }

    /**
     * Creates the file if it does not exist. Requires {@link Protection#READ_WRITE} and, for a
     * new file, a {@link #size}.
     *
     * @return this builder
     */
    public MappingBuilder create() {
        this.creation = Creation.CREATE;
        return this;
    }

    /**
     * Creates the file; fails if it already exists. Requires {@link Protection#READ_WRITE} and a
     * {@link #size}.
     *
     * @return this builder
     */
    public MappingBuilder createNew() {
        this.creation = Creation.CREATE_NEW;
        return this;
    }

    /**
     * Sets how much can be mapped. A writable file that is smaller is extended when it is opened. A
     * larger one is not truncated; only its first bytes can be mapped. The default is the size of
     * the file.
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
     * Extends the file without allocating blocks, if the file system can. This is fast and saves
     * space, but a later write to a view may find the disk full: guarded access then throws, and
     * access to the raw segment ends in a late {@link InternalError}.
     *
     * @return this builder
     */
    public MappingBuilder sparse() {
        this.sparse = true;
        return this;
    }

    /**
     * Chooses an engine by name. The default is the one that the environment variable {@code
     * FILEVIEW_ENGINE} names, or else the best one that can open the file on this machine.
     *
     * @param name {@code linux}, {@code portable}, or another that is installed
     * @return this builder
     */
    public MappingBuilder engine(String name) {
        this.engineName = Objects.requireNonNull(name);
        this.engine = null;
        return this;
    }

    /**
     * Uses an engine that need not be installed.
     *
     * @param engine the engine
     * @return this builder
     */
    public MappingBuilder engine(Engine engine) {
        this.engine = Objects.requireNonNull(engine);
        this.engineName = null;
        return this;
    }

    /**
     * Records where the mapping and its views are opened, so that the report of a leak
     * can say so. Costs a stack trace for each.
     *
     * @return this builder
     */
    public MappingBuilder recordOpenSite() {
        this.recordOpenSite = true;
        return this;
    }

    /**
     * Opens the mapping. If this method throws, nothing has been changed: a file that it created
     * has been removed, a file that it extended has its old size.
     *
     * @return the mapping
     * @throws java.nio.file.NoSuchFileException if the file does not exist and is not to be created
     * @throws java.nio.file.FileAlreadyExistsException if the file exists and must not
     * @throws java.nio.file.AccessDeniedException if the file's permissions do not allow it
     * @throws NotMappableException if the file is a directory, a pipe, a socket or a character
     *     device, or is empty and no size was given
     * @throws BeyondEndException if the size is larger than the file and the file is not writable
     * @throws DiskFullException if there is no room to extend the file
     * @throws MappingLimitException if the process has reached its limit of open files
     * @throws IOException if the system refuses for another reason
     * @throws IllegalArgumentException if the options contradict each other, no installed engine
     *     can open the file, or there is no engine of the chosen name
     * @throws UnsupportedOperationException if the chosen engine is unavailable on this machine
     * @throws IllegalStateException if the engine calls the operating system and the JVM forbids
     *     it; the message has the flag to add
     */
    public FileMapping open() throws IOException {
        if (creation != Creation.EXISTING && protection != Protection.READ_WRITE) {
            throw new IllegalArgumentException(
                    "a file can be created only with protection READ_WRITE, not " + protection);
        }
        Engine chosen = Engines.choose(engine, engineName, location);
        EngineFile file =
                location == null
                        ? chosen.openMemory()
                        : chosen.open(location, new OpenRequest(protection, creation, false));
        CountedFile opened =
                new CountedFile(chosen, file, location, protection, sparse, recordOpenSite);
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
