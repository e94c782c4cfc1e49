package io.fileview;

import io.fileview.live.CountedFile;
import io.fileview.live.Engines;
import io.fileview.live.GarbageViews;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.waiting.StackRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Options for opening a {@link FileMapping}. A builder holds no resources, can open any number of
 * mappings, and is not thread-safe.
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
    private Duration waitLimit = CountedFile.DEFAULT_WAIT_LIMIT;

    MappingBuilder(@Nullable FileLocation location) {
        this.location = location;
    }

    /**
     * Sets how views may access the file; the default is {@link Protection#READ_ONLY}.
     *
     * @param protection the protection
     * @return this builder
     */
    public MappingBuilder protection(Protection protection) {
        this.protection = Objects.requireNonNull(protection);
        return this;
    }

    /**
     * Makes {@link #open()} create the file if it does not exist. Requires {@link
     * Protection#READ_WRITE}. A new file is empty unless a {@link #size} is set.
     *
     * @return this builder
     */
    public MappingBuilder create() {
        this.creation = Creation.CREATE;
        return this;
    }

    /**
     * Makes {@link #open()} create the file, and fail if it already exists. Requires {@link
     * Protection#READ_WRITE}. The file is empty unless a {@link #size} is set.
     *
     * @return this builder
     */
    public MappingBuilder createNew() {
        this.creation = Creation.CREATE_NEW;
        return this;
    }

    /**
     * Sets the size of the mapping; the default is the size of the file. If the file is smaller,
     * {@link #open()} extends it, which requires {@link Protection#READ_WRITE}. If the file is
     * larger, it is not truncated; only its first {@code size} bytes can be mapped.
     *
     * @param size bytes, 0 or more
     * @return this builder
     * @throws IllegalArgumentException if size is negative
     */
    public MappingBuilder size(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("size " + size + " must be 0 bytes or more");
        }
        this.size = size;
        return this;
    }

    /**
     * Makes {@link #open()} and {@link FileMapping#grow} extend the file without allocating blocks,
     * where the file system supports sparse files. Sparse files save time and space, but a later
     * write to a view fails if the disk is full. A write through guarded access then throws {@link
     * PageUnreadableException}. A write through the segment is lost, and the JVM throws an {@link
     * InternalError}, possibly later and from unrelated code. The portable engine extends such a file
     * by writing its last byte, which overwrites what another program appends at that moment.
     *
     * @return this builder
     */
    public MappingBuilder sparse() {
        this.sparse = true;
        return this;
    }

    /**
     * Selects an engine by name. If this method is not called, {@link #open()} uses the engine
     * named by the environment variable {@code FILEVIEW_ENGINE}. If the variable is not set, it
     * uses the engine with the highest priority among those that are available and accept the file.
     *
     * @param name {@code linux}, {@code portable}, or the name of another installed engine
     * @return this builder
     */
    public MappingBuilder engine(String name) {
        this.engineName = Objects.requireNonNull(name);
        this.engine = null;
        return this;
    }

    /**
     * Selects the given engine, which need not be installed as a service provider.
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
     * Records a stack trace when the mapping is opened and when each view is mapped. If the mapping
     * or a view is leaked, and the leak is reported individually (see {@link ViewStatistics}), its
     * stack trace is logged with it. Recording costs time and memory.
     *
     * @return this builder
     */
    public MappingBuilder recordOpenSite() {
        this.recordOpenSite = true;
        return this;
    }

    /**
     * Sets how long a call on the mapping or on one of its views waits for other threads of this
     * process; the default is one minute. Calls wait for each other where one unmaps or remaps what
     * another uses, changes the size that another relies on, or flushes the same file. If the time
     * passes, the call throws an exception that names the threads that it waited for, and has
     * changed nothing. A wait that could never end, because threads wait for each other, is refused
     * at once.
     *
     * <p>The limit does not bound work that the kernel does for the call itself, such as the writes
     * of a flush: those cannot be interrupted.
     *
     * @param limit the longest time to wait; zero not to wait at all
     * @return this builder
     * @throws IllegalArgumentException if the limit is negative
     */
    public MappingBuilder waitLimit(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("waitLimit " + limit + " must not be negative");
        }
        this.waitLimit = limit;
        return this;
    }

    /**
     * Opens the mapping. If this method throws, it removes a file that it created and restores the
     * size of a file that it extended.
     *
     * @return the mapping
     * @throws java.nio.file.NoSuchFileException if the file does not exist and neither {@link
     *     #create} nor {@link #createNew} was called, or its directory does not exist
     * @throws java.nio.file.FileAlreadyExistsException if the file exists and {@link #createNew}
     *     was called
     * @throws java.nio.file.AccessDeniedException if the permissions do not allow the file to be
     *     opened with this protection, or created
     * @throws NotMappableException if the file is a directory, a pipe, a socket or a character
     *     device
     * @throws BeyondEndException if the file is smaller than the size that was set and the
     *     protection is not {@link Protection#READ_WRITE}
     * @throws DiskFullException if the file system or a quota has no room to extend the file, or no
     *     free inode to create it
     * @throws MappingLimitException if the process has reached its limit of open files
     * @throws WaitTimeoutException if other threads map the file, or change its size, for longer
     *     than the {@linkplain #waitLimit wait limit}
     * @throws IOException if another I/O error occurs
     * @throws IllegalArgumentException if a file is to be created without {@link
     *     Protection#READ_WRITE}, no available engine accepts the file, or the selected engine does
     *     not exist or does not accept it
     * @throws UnsupportedOperationException if the selected engine is unavailable on this machine
     * @throws IllegalStateException if the engine needs native access and the JVM does not allow
     *     it; the message names the option to add
     */
    public FileMapping open() throws IOException {
        if (creation != Creation.EXISTING && protection != Protection.READ_WRITE) {
            throw new IllegalArgumentException(
                    "a file can be created only with protection READ_WRITE, not " + protection);
        }
        Engine chosen = Engines.choose(engine, engineName, location);
        StackRoom.require();
        EngineFile file = GarbageViews.closedAtLimit(() -> openBy(chosen));
        CountedFile opened;
        try {
            opened =
                    new CountedFile(
                            chosen,
                            file,
                            location,
                            protection,
                            sparse,
                            recordOpenSite,
                            waitLimit);
        } catch (Throwable failure) {
            file.close();
            throw failure;
        }
        try {
            opened.setSize(size);
            return new FileMapping(
                    opened, recordOpenSite ? new Throwable("opened here") : null);
        } catch (Throwable failure) {
            opened.abandon(failure);
            throw failure;
        }
    }

    private EngineFile openBy(Engine chosen) throws IOException {
        return location == null
                ? chosen.openMemory()
                : chosen.open(location, new OpenRequest(protection, creation, false));
    }
}
