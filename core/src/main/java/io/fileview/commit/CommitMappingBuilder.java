package io.fileview;

import io.fileview.MappingException.Place;
import io.fileview.journal.CommitFiles;
import io.fileview.journal.CommitLocks;
import io.fileview.journal.Journal;
import io.fileview.journal.Recovery;
import io.fileview.spi.Engine;
import io.fileview.spi.Engine.Creation;
import io.fileview.spi.OpenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options for opening a {@link CommitMapping}. A builder holds no resources, may be used again,
 * and is not thread-safe.
 */
public final class CommitMappingBuilder {
    private static final long SMALLEST_JOURNAL = 64L << 10;
    private static final long DEFAULT_AT_LEAST = 2L << 20;
    private static final long DEFAULT_AT_MOST = 256L << 20;

    private final Path path;
    private Creation creation = Creation.EXISTING;
    private long size;
    private long journalLimit;
    private boolean adopt;
    private @Nullable String engineName;
    private @Nullable Engine engine;

    CommitMappingBuilder(Path path) {
        this.path = path;
    }

    /**
     * Creates the file where it does not exist. Needs a {@link #size} for a file that is new.
     *
     * @return this builder
     */
    public CommitMappingBuilder create() {
        this.creation = Creation.CREATE;
        return this;
    }

    /**
     * Creates the file, and refuses one that exists. Needs a {@link #size}.
     *
     * @return this builder
     */
    public CommitMappingBuilder createNew() {
        this.creation = Creation.CREATE_NEW;
        return this;
    }

    /**
     * Makes the file at least so long, by zeros with real blocks, durably, when it is opened. A longer
     * one is mapped as far as this.
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
     * Sets how long the journal may become. A commit takes the bytes of its changed pages, 16 bytes
     * for each run of them, and up to 8 KiB; one that takes more than the limit is refused. The longer
     * the journal, the more seldom the file itself is flushed, and the more there is to replay after a
     * crash.
     *
     * @param bytes 64 KiB or more; without it, twice the size that the file has when it is opened, but
     *     no less than 2 MiB and no more than 256 MiB
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
     * Takes the journal beside the file for the file's own, though it was written for another one: for
     * a file and a journal that were copied to this place together after a crash. Without it such a
     * journal is refused, because the file may have been replaced since.
     *
     * @return this builder
     */
    public CommitMappingBuilder adoptJournal() {
        this.adopt = true;
        return this;
    }

    /**
     * Asks for an engine by name. Without it, the best one for the machine is taken.
     *
     * @param name {@code linux}, {@code portable}, or another that is installed
     * @return this builder
     */
    public CommitMappingBuilder engine(String name) {
        this.engineName = Objects.requireNonNull(name);
        return this;
    }

    /** For tests that let an engine fail. */
    CommitMappingBuilder engine(Engine chosen) {
        this.engine = chosen;
        return this;
    }

    /**
     * Opens the file as its only writer. If a journal is there whose writer has died, its whole
     * commits are written to the file before.
     *
     * @return the mapping
     * @throws CommitInUseException if the file is open for commits already; the message says who has
     *     it, if that is known
     * @throws MappingException if the journal was written for another file, or is damaged before
     *     commits that are whole; nothing has been changed then
     * @throws java.nio.file.NoSuchFileException if there is no such file and it is not to be created
     * @throws java.nio.file.FileAlreadyExistsException if the file exists and is to be new
     * @throws java.nio.file.AccessDeniedException if the file, or its directory, may not be written
     * @throws NotMappableException if the file is no regular file, or is empty and no size was given
     * @throws DiskFullException if there is no room for the file or the journal
     * @throws MappingLimitException if the process may open no more files, or has no room to map it
     * @throws IOException if the system refuses for another reason
     * @throws IllegalArgumentException if the options contradict each other, the path is not on the
     *     default file system, or there is no engine of the name asked for
     * @throws UnsupportedOperationException if the engine cannot serve on this machine
     * @throws IllegalStateException if the engine calls the operating system and the JVM forbids it
     */
    public CommitMapping open() throws IOException {
        Engine chosen = engine != null ? engine : Engines.choose(engineName);
        CommitFiles files = CommitFiles.of(path);
        if (creation == Creation.EXISTING && !Files.exists(files.data())) {
            throw new java.nio.file.NoSuchFileException(
                    path.toString(), null, "there is no such file, and it is not to be created");
        }
        if (Files.exists(files.data()) && !Files.isRegularFile(files.data())) {
            throw new NotMappableException(
                    Place.of(path.toString()),
                    "is no regular file; only those can be opened for commits",
                    null);
        }
        CommitLocks locks = CommitLocks.forWriter(chosen, files);
        try {
            return open(chosen, files, locks);
        } catch (Throwable failure) {
            closeAfter(failure, locks);
            throw failure;
        }
    }

    private CommitMapping open(Engine chosen, CommitFiles files, CommitLocks locks)
            throws IOException {
        Recovery recovery = new Recovery(chosen, files);
        if (!locks.tryWriter()) {
            throw new CommitInUseException(
                    Place.of(files.data().toString()),
                    "is open for commits already, by "
                            + recovery.writer()
                            + "; wait until it is closed there, or open it for reading",
                    null);
        }
        if (recovery.isNeeded()) {
            locks.changeState();
            if (Files.exists(files.data())) {
                recovery.run(adopt);
            } else {
                recovery.drop();
            }
            locks.releaseState();
        }
        FileMapping mapping = mappingBuilder(files.data()).open(chosen);
        try {
            OpenFile data = chosen.openFile(files.data(), true, Creation.EXISTING, false);
            try {
                return open(chosen, files, locks, mapping, data);
            } catch (Throwable failure) {
                data.close();
                throw failure;
            }
        } catch (Throwable failure) {
            mapping.close();
            throw failure;
        }
    }

    private CommitMapping open(
            Engine chosen,
            CommitFiles files,
            CommitLocks locks,
            FileMapping mapping,
            OpenFile data)
            throws IOException {
        if (size > 0) {
            data.flush();
            chosen.flushEntry(files.data());
        }
        long limit = journalLimit > 0 ? journalLimit : defaultLimit(mapping.size());
        Journal journal = Journal.create(chosen, files, data.identity(), limit);
        try {
            return CommitMapping.of(
                    mapping,
                    new CommitStore(data, journal, locks),
                    new Snapshots(chosen, files));
        } catch (Throwable failure) {
            journal.remove();
            throw failure;
        }
    }

    private static long defaultLimit(long fileSize) {
        return fileSize > DEFAULT_AT_MOST / 2
                ? DEFAULT_AT_MOST
                : Math.max(DEFAULT_AT_LEAST, 2 * fileSize);
    }

    private MappingBuilder mappingBuilder(Path file) {
        MappingBuilder builder = FileMapping.builder(file).protection(Protection.READ_WRITE);
        if (size > 0) {
            builder.size(size);
        }
        return switch (creation) {
            case EXISTING -> builder;
            case CREATE -> builder.create();
            case CREATE_NEW -> builder.createNew();
        };
    }

    private static void closeAfter(Throwable failure, CommitLocks locks) {
        try {
            locks.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
