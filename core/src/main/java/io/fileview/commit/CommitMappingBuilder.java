package io.fileview.commit;

import io.fileview.DiskFullException;
import io.fileview.FileMapping;
import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.commit.journal.CommitFiles;
import io.fileview.commit.journal.CommitLocks;
import io.fileview.commit.journal.Journal;
import io.fileview.commit.journal.Recovery;
import io.fileview.live.Engines;
import io.fileview.live.GarbageViews;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import io.fileview.waiting.Attempts;
import io.fileview.waiting.StackRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Options for opening a {@link CommitMapping}. A builder holds no resources, can open any number of
 * mappings, and is not thread-safe.
 */
public final class CommitMappingBuilder {
    private static final long SIZE_OF_FILE = -1;
    private static final long SMALLEST_JOURNAL = 64L << 10;
    private static final long DEFAULT_AT_LEAST = 2L << 20;
    private static final long DEFAULT_AT_MOST = 256L << 20;

    private final FileLocation location;
    private Creation creation = Creation.EXISTING;
    private long size = SIZE_OF_FILE;
    private long journalLimit;
    private boolean adopt;
    private boolean ignoreMissing;
    private Duration lockTimeout = Duration.ofMinutes(1);
    private @Nullable String engineName;
    private @Nullable Engine engine;

    CommitMappingBuilder(FileLocation location) {
        this.location = location;
    }

    /**
     * Makes {@link #open()} create the file if it does not exist. A new file is empty unless a
     * {@link #size} is set.
     *
     * @return this builder
     */
    public CommitMappingBuilder create() {
        this.creation = Creation.CREATE;
        return this;
    }

    /**
     * Makes {@link #open()} create the file, and throw an exception if the file already exists. The
     * file is empty unless a {@link #size} is set.
     *
     * @return this builder
     */
    public CommitMappingBuilder createNew() {
        this.creation = Creation.CREATE_NEW;
        return this;
    }

    /**
     * Sets the number of bytes to map. If the file is smaller, {@link #open()} extends it to this
     * size, with allocated, zero-filled blocks, and makes the new size durable. If the file is
     * larger, it keeps its size, and only its first {@code size} bytes can be mapped. By default,
     * the whole file can be mapped.
     *
     * @param size bytes, 0 or more
     * @return this builder
     * @throws IllegalArgumentException if size is negative
     */
    public CommitMappingBuilder size(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("size " + size + " must be 0 bytes or more");
        }
        this.size = size;
        return this;
    }

    /**
     * Limits the size of the journal, to which commits are appended one after another until a
     * {@linkplain CommitMapping#checkpoint() checkpoint} empties it. With a larger journal, the
     * file itself is flushed less often, but recovery after a crash takes longer.
     *
     * <p>A commit that does not fit into the rest of the journal performs a checkpoint first. A
     * commit that does not even fit into an empty journal fails: {@link CommitMapping#commit()}
     * throws a {@link CommitFailedException} and commits nothing. An empty journal has room for the
     * limit minus 8 KiB, which its header takes.
     *
     * <p>A commit consists of the bytes of the changed pages, rounded up to a multiple of 4 KiB,
     * and of a table. Each run of consecutive changed pages is divided into pieces of 1 MiB, the
     * last of which may be shorter. The table takes 48 bytes and another 16 bytes for each piece,
     * rounded up to a multiple of 4 KiB. For example, a commit of 10 pages of 4 KiB, no two of
     * which are consecutive, takes 44 KiB: 40 KiB for the pages, and 48 + 10 * 16 = 208 bytes,
     * rounded up to 4 KiB, for the table.
     *
     * <p>Where pages are larger than 16 KiB, a journal has room for a commit of any three pages even
     * if its limit is smaller than that takes.
     *
     * @param bytes 64 KiB or more; the default is twice the {@link CommitMapping#size()} at the
     *     time of opening, but no less than 2 MiB and no more than 256 MiB
     * @return this builder
     * @throws IllegalArgumentException if {@code bytes} is less than 64 KiB
     */
    public CommitMappingBuilder journalLimit(long bytes) {
        if (bytes < SMALLEST_JOURNAL) {
            throw new IllegalArgumentException(
                    "journalLimit " + bytes + " must be " + SMALLEST_JOURNAL + " bytes or more");
        }
        this.journalLimit = bytes;
        return this;
    }

    /**
     * Makes {@link #open()} recover the file from a journal that seems to belong to another file.
     * Call this method only if the file and its journal have been copied or restored together since
     * the last writer died.
     *
     * <p>A journal records the identity of its file: the inode number (or what the file system has
     * in its place) and the creation time. A copy of the file has another identity. By default,
     * {@link #open()} throws an exception if a journal that contains commits has recorded another
     * identity, because the file could have been replaced since the journal was written.
     *
     * @return this builder
     */
    public CommitMappingBuilder adoptJournal() {
        this.adopt = true;
        return this;
    }

    /**
     * Makes {@link #open()} accept a file that may lack commits, or have a part of one, because its
     * journal is missing. By default, {@code open} throws an exception for such a file. It is
     * recognized by its extended attribute, which says that there is a journal.
     *
     * @return this builder
     */
    public CommitMappingBuilder ignoreMissingJournal() {
        this.ignoreMissing = true;
        return this;
    }

    /**
     * Limits the time for which a call waits for other users of the file: for readers to release
     * their {@linkplain CommitReader#readLock() read locks}, and for other threads that use the
     * mapping. A call that waits longer throws {@link CommitInUseException}, or {@link
     * CommitFailedException} if it is {@link CommitMapping#commit()}.
     *
     * @param limit the maximum time, zero to try once; the default is one minute
     * @return this builder
     * @throws IllegalArgumentException if the limit is negative
     */
    public CommitMappingBuilder lockTimeout(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("lockTimeout " + limit + " must not be negative");
        }
        this.lockTimeout = limit;
        return this;
    }

    /**
     * Selects an installed engine by name. The default is the engine named by the environment
     * variable {@code FILEVIEW_ENGINE}. If the variable is not set, the default is the engine with
     * the highest priority among those that are available and accept the file.
     *
     * @param name {@code linux}, {@code portable}, or the name of another installed engine
     * @return this builder
     */
    public CommitMappingBuilder engine(String name) {
        this.engineName = Objects.requireNonNull(name);
        this.engine = null;
        return this;
    }

    /**
     * Selects the given engine, which need not be installed as a service provider.
     *
     * @param chosen the engine
     * @return this builder
     */
    public CommitMappingBuilder engine(Engine chosen) {
        this.engine = Objects.requireNonNull(chosen);
        this.engineName = null;
        return this;
    }

    /**
     * Opens the file as its only writer. If the last writer died and left a journal, recovers the
     * file first: writes the complete commits of the journal to the file, and removes the journal.
     *
     * @return the mapping
     * @throws CommitInUseException if the file is already open for commits, or a reader does not
     *     release its read lock in time for a recovery; the message names the writer or the reader,
     *     if it is known
     * @throws MappingException if there is a journal that belongs to another file, such as a deleted
     *     one of the same name (see {@link #adoptJournal}); if the journal is missing (see {@link
     *     #ignoreMissingJournal}), is not to be trusted, or is damaged before a complete commit; or
     *     if the file has more than one hard link and its file system no extended attributes;
     *     nothing has been changed
     * @throws java.io.InterruptedIOException if the thread is interrupted while it waits for readers
     * @throws java.nio.file.NoSuchFileException if the file does not exist and neither {@link
     *     #create} nor {@link #createNew} was called, or its directory does not exist
     * @throws java.nio.file.FileAlreadyExistsException if the file exists and {@link #createNew}
     *     was called
     * @throws java.nio.file.AccessDeniedException if the file or its directory may not be written
     * @throws NotMappableException if the file is not a regular file
     * @throws DiskFullException if the file system or a quota has no room for the file or the
     *     journal
     * @throws MappingLimitException if the process has reached its limit of open files, or has no
     *     address space left to map the file
     * @throws IOException if another I/O error occurs
     * @throws IllegalArgumentException if no available engine accepts the file, or the selected
     *     engine does not exist or does not accept it
     * @throws UnsupportedOperationException if the selected engine is unavailable on this machine,
     *     or cannot determine private pages
     * @throws IllegalStateException if the engine needs native access and the JVM does not allow
     *     it, in which case the message names the option to add; or if the file must be recovered
     *     and this thread holds a read lock of it
     */
    public CommitMapping open() throws IOException {
        Engine chosen = Engines.choose(engine, engineName, location);
        StackRoom.require();
        CommitFiles files = CommitFiles.of(chosen, location, CommitInUseException::of);
        try {
            return new Opening(chosen, files).open();
        } catch (Throwable failure) {
            files.close();
            throw failure;
        }
    }

    /** One attempt to open the file. If a step throws, the earlier steps are undone. */
    private final class Opening {
        private final Engine chosen;
        private final CommitFiles files;
        private boolean isWriter;
        private boolean isTakenOver;

        Opening(Engine chosen, CommitFiles files) {
            this.chosen = chosen;
            this.files = files;
        }

        CommitMapping open() throws IOException {
            EngineFile data =
                    files.openData(new OpenRequest(Protection.READ_WRITE, creation, false));
            try {
                files.requireOneName(data);
                CommitLocks locks = null;
                try {
                    locks = CommitLocks.open(files, data.identity(), true);
                    becomeWriter(locks, data);
                    return openData(locks, data);
                } catch (Throwable failure) {
                    discard(failure, data); // while nobody else can be the writer
                    closeAfter(failure, locks);
                    throw failure;
                }
            } finally {
                if (!isTakenOver) {
                    data.close();
                }
            }
        }

        private void becomeWriter(CommitLocks locks, EngineFile data) throws IOException {
            Recovery recovery = new Recovery(files, locks);
            isWriter = locks.tryWriter();
            if (!isWriter) {
                throw new CommitInUseException(
                        Place.of(files.name()),
                        "is already open for commits, by "
                                + recovery.writer(data)
                                + "; close it there first, or read it with CommitReader",
                        null);
            }
            files.directory().removeTemporaries(files.snapshotPrefix());
            boolean[] changed = new boolean[1];
            recovery.run(
                    data,
                    new Recovery.Choice(adopt, ignoreMissing),
                    () -> {
                        FileIdentity.Key key = data.identity().key();
                        ReadLocks.requireNone(key, data.name(), "recover the file");
                        ReadLocks.keepOut(locks, key, lockTimeout);
                        changed[0] = true;
                    });
            locks.settle(Attempts.within(lockTimeout));
            if (changed[0]) {
                locks.releaseState();
            }
        }

        private CommitMapping openData(CommitLocks locks, EngineFile data) throws IOException {
            long fileSize = prepare(data);
            AtomicReference<@Nullable CommitMapping> anchor = new AtomicReference<>();
            MappedRange whole =
                    GarbageViews.closedAtLimit(
                            () -> data.map(
                                    new MapRequest(
                                            0,
                                            fileSize,
                                            Protection.COPY_ON_WRITE,
                                            false,
                                            anchor)));
            try {
                CommitMapping mapping = map(locks, data, whole);
                anchor.set(mapping); // The views' segments keep it reachable.
                return mapping;
            } catch (Throwable failure) {
                whole.unmap();
                throw failure;
            }
        }

        /** Sets the size of the file durably, and returns how much of it is to be mapped. */
        private long prepare(EngineFile data) throws IOException {
            if (size == SIZE_OF_FILE) {
                return data.size();
            }
            data.extend(size, false);
            data.flush();
            return size;
        }

        private CommitMapping map(CommitLocks locks, EngineFile data, MappedRange whole)
                throws IOException {
            if (whole.privatePages().isEmpty()) {
                throw new UnsupportedOperationException(
                        data.name()
                                + ": cannot be opened for commits, because the engine "
                                + chosen.name()
                                + " cannot find private pages of such a file; map it with"
                                + " FileMapping, or commit to a file of another file system");
            }
            long limit = journalLimit > 0 ? journalLimit : defaultLimit(whole.length());
            Journal journal =
                    Journal.create(
                            files, data, Math.max(limit, Journal.smallest(data.pageSize())));
            try {
                journal.copyPermissionsOf(data);
                locks.withAttribute(() -> journal.mark(data));
                CommittedFile file = new CommittedFile(data, whole, whole.length());
                isTakenOver = true; // The mapping closes the file, also if it cannot be made.
                FileMapping mapping =
                        FileMapping.of(
                                chosen, file, files.location(), Protection.COPY_ON_WRITE);
                try {
                    return new CommitMapping(
                            files.location(),
                            mapping,
                            file,
                            new CommitStore(
                                    data, journal, locks, files, lockTimeout, whole.length()),
                            new Snapshots(chosen, files),
                            whole,
                            lockTimeout);
                } catch (Throwable failure) {
                    mapping.close();
                    throw failure;
                }
            } catch (Throwable failure) {
                try {
                    locks.withAttribute(() -> journal.remove(data));
                } catch (IOException left) { // an empty journal, which the next user removes
                    failure.addSuppressed(left);
                }
                throw failure;
            }
        }

        private void discard(Throwable failure, EngineFile data) {
            try {
                if (data.created() && (isWriter || CommitLocks.keepWritersOut(data))) {
                    data.discardCreated();
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }

        private void closeAfter(Throwable failure, @Nullable CommitLocks locks) {
            try {
                if (locks != null) {
                    locks.close();
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private static long defaultLimit(long fileSize) {
        return 2 * Math.clamp(fileSize, DEFAULT_AT_LEAST / 2, DEFAULT_AT_MOST / 2);
    }
}
