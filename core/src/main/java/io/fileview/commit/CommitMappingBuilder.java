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
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The options for opening a {@link CommitMapping}. A builder holds no resources, may be used again,
 * and is not thread-safe.
 */
public final class CommitMappingBuilder {
    private static final long SMALLEST_JOURNAL = 64L << 10;
    private static final long DEFAULT_AT_LEAST = 2L << 20;
    private static final long DEFAULT_AT_MOST = 256L << 20;

    private final FileLocation location;
    private Creation creation = Creation.EXISTING;
    private long size;
    private long journalLimit;
    private boolean adopt;
    private @Nullable String engineName;
    private @Nullable Engine engine;

    CommitMappingBuilder(FileLocation location) {
        this.location = location;
    }

    /**
     * Creates the file if it does not exist. Requires a {@link #size} for a new file.
     *
     * @return this builder
     */
    public CommitMappingBuilder create() {
        this.creation = Creation.CREATE;
        return this;
    }

    /**
     * Creates the file; fails if it already exists. Requires a {@link #size}.
     *
     * @return this builder
     */
    public CommitMappingBuilder createNew() {
        this.creation = Creation.CREATE_NEW;
        return this;
    }

    /**
     * Extends the file to at least this size on open, with allocated zero-filled blocks, and makes
     * the new size durable. If the file is longer, only its first {@code size} bytes are mapped.
     *
     * @param size bytes, 1 or more
     * @return this builder
     * @throws IllegalArgumentException if size is not positive
     */
    public CommitMappingBuilder size(long size) {
        if (size < 1) {
            throw new IllegalArgumentException("size " + size + " must be 1 byte or more");
        }
        this.size = size;
        return this;
    }

    /**
     * Limits the length of the journal. A commit takes the bytes of its changed pages, 16 bytes for
     * each run of them, and up to 8 KiB; one that takes more than the limit is refused. The longer
     * the journal may become, the less often the file itself is flushed, and the more there is to
     * replay after a crash.
     *
     * @param bytes 64 KiB or more; the default is twice the size that the file has when it is
     *     opened, but no less than 2 MiB and no more than 256 MiB
     * @return this builder
     * @throws IllegalArgumentException if bytes is less than 64 KiB
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
     * Accepts a journal whose recorded file identity does not match this file: for a file and a
     * journal that were copied or restored together after a crash. Without this option such a
     * journal is refused, because the file may have been replaced since.
     *
     * @return this builder
     */
    public CommitMappingBuilder adoptJournal() {
        this.adopt = true;
        return this;
    }

    /**
     * Chooses an engine by name. The default is the one that the environment variable {@code
     * FILEVIEW_ENGINE} names, or else the best one that can open the file on this machine.
     *
     * @param name {@code linux}, {@code portable}, or another that is installed
     * @return this builder
     */
    public CommitMappingBuilder engine(String name) {
        this.engineName = Objects.requireNonNull(name);
        this.engine = null;
        return this;
    }

    /**
     * Uses an engine that need not be installed.
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
     * Opens the file as its only writer. If there is a journal of a writer that died, its complete
     * commits are written to the file first.
     *
     * @return the mapping
     * @throws CommitInUseException if the file is already open for commits; the message says who
     *     has it, if that is known
     * @throws MappingException if the journal was written for another file, or is damaged before
     *     complete commits; nothing has been changed then
     * @throws java.nio.file.NoSuchFileException if the file does not exist and is not to be created
     * @throws java.nio.file.FileAlreadyExistsException if the file exists and must not
     * @throws java.nio.file.AccessDeniedException if the permissions do not allow to write the file
     *     or its directory
     * @throws NotMappableException if the file is no regular file, or is empty and no size was
     *     given
     * @throws DiskFullException if there is no room for the file or the journal
     * @throws MappingLimitException if the process has reached its limit of open files, or has no
     *     room to map the file
     * @throws IOException if the system refuses for another reason
     * @throws IllegalArgumentException if the options contradict each other, no installed engine
     *     can open the file, or there is no engine of the chosen name
     * @throws UnsupportedOperationException if the chosen engine is unavailable on this machine, or
     *     cannot find private pages
     * @throws IllegalStateException if the engine calls the operating system and the JVM forbids it
     */
    public CommitMapping open() throws IOException {
        Engine chosen = Engines.choose(engine, engineName, location);
        CommitFiles files = CommitFiles.of(chosen, location);
        try {
            return new Opening(chosen, files).open();
        } catch (Throwable failure) {
            files.close();
            throw failure;
        }
    }

    /** One opening, step by step. Whatever a later step throws, an earlier one is undone. */
    private final class Opening {
        private final Engine chosen;
        private final CommitFiles files;
        private boolean isTakenOver;

        Opening(Engine chosen, CommitFiles files) {
            this.chosen = chosen;
            this.files = files;
        }

        CommitMapping open() throws IOException {
            boolean exists = files.dataExists();
            if (creation == Creation.EXISTING || exists) {
                // Finds out whether it may be written before anything is made beside it.
                files.openData(
                        new OpenRequest(
                                Protection.READ_WRITE,
                                exists && creation == Creation.CREATE
                                        ? Creation.EXISTING
                                        : creation,
                                false))
                        .close();
            }
            CommitLocks locks = CommitLocks.forWriter(files);
            try {
                recover(locks);
                return openData(locks);
            } catch (Throwable failure) {
                closeAfter(failure, locks);
                throw failure;
            }
        }

        private void recover(CommitLocks locks) throws IOException {
            Recovery recovery = new Recovery(files);
            if (!locks.tryWriter()) {
                throw new CommitInUseException(
                        Place.of(files.location().toString()),
                        "is already open for commits, by "
                                + recovery.writer()
                                + "; wait until it is closed there, or open it for reading",
                        null);
            }
            if (recovery.isNeeded()) {
                locks.changeState();
                if (files.dataExists()) {
                    recovery.run(adopt);
                } else {
                    recovery.drop();
                }
                locks.releaseState();
            }
        }

        private CommitMapping openData(CommitLocks locks) throws IOException {
            EngineFile data =
                    files.openData(new OpenRequest(Protection.READ_WRITE, creation, false));
            try {
                long fileSize = prepare(data);
                AtomicReference<@Nullable CommitMapping> anchor = new AtomicReference<>();
                MappedRange whole =
                        data.map(
                                new MapRequest(
                                        0, fileSize, Protection.COPY_ON_WRITE, false, anchor));
                try {
                    CommitMapping mapping = map(locks, data, whole);
                    anchor.set(mapping); // The views' segments keep it reachable.
                    return mapping;
                } catch (Throwable failure) {
                    whole.unmap();
                    throw failure;
                }
            } catch (Throwable failure) {
                discard(failure, data);
                throw failure;
            }
        }

        /** Gives the file its size, durably; returns how much is to be mapped. */
        private long prepare(EngineFile data) throws IOException {
            long fileSize = data.size();
            if (size == 0 && fileSize == 0) {
                throw new NotMappableException(
                        Place.of(data.name(), 0, 0),
                        "is empty (0 bytes), and nothing can be mapped of it; give a size to extend"
                                + " it",
                        null);
            }
            if (size == 0) {
                return fileSize;
            }
            if (size > fileSize) {
                data.extend(size, false);
            }
            data.flush();
            files.directory().flush();
            return size;
        }

        private CommitMapping map(CommitLocks locks, EngineFile data, MappedRange whole)
                throws IOException {
            if (whole.privatePages().isEmpty()) {
                throw new UnsupportedOperationException(
                        "the engine "
                                + chosen.name()
                                + " cannot find private pages, so "
                                + data.name()
                                + " cannot be opened for commits");
            }
            long limit = journalLimit > 0 ? journalLimit : defaultLimit(whole.length());
            Journal journal = Journal.create(files, data.identity(), limit);
            try {
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
                            new CommitStore(data, journal, locks, files),
                            new Snapshots(chosen, files),
                            whole);
                } catch (Throwable failure) {
                    mapping.close();
                    throw failure;
                }
            } catch (Throwable failure) {
                journal.remove();
                throw failure;
            }
        }

        private void discard(Throwable failure, EngineFile data) {
            try {
                if (data.created()) {
                    data.discardCreated();
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            } finally {
                if (!isTakenOver) {
                    data.close();
                }
            }
        }

        private void closeAfter(Throwable failure, CommitLocks locks) {
            try {
                locks.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private static long defaultLimit(long fileSize) {
        return fileSize > DEFAULT_AT_MOST / 2
                ? DEFAULT_AT_MOST
                : Math.max(DEFAULT_AT_LEAST, 2 * fileSize);
    }
}
