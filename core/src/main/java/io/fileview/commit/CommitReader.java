package io.fileview.commit;

import io.fileview.BeyondEndException;
import io.fileview.DiskFullException;
import io.fileview.FileMapping;
import io.fileview.MappingException;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.ViewBuilder;
import io.fileview.commit.journal.CommitFiles;
import io.fileview.commit.journal.CommitLocks;
import io.fileview.commit.journal.Recovery;
import io.fileview.live.Engines;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import io.fileview.waiting.Uninterruptibly;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the committed state of a file that is written through {@link CommitMapping}, in this
 * process or another.
 *
 * <p><b>Hazard.</b> Views can be read at any time. While a {@linkplain #readLock() read lock} is
 * held, they show a single state: that after the last commit written to the file. Otherwise they
 * can show a mixture: some pages as they were before a commit, and others as they are after it. A
 * commit waits for all read locks, so hold one only briefly, or take a {@link #snapshot()}.
 *
 * {@snippet lang=java :
 * try (CommitReader reader = CommitReader.open(path); View view = reader.map()) {
 *     try (CommitReader.ReadLock lock = reader.readLock()) {
 *         // the state before or after a commit, never a mixture
 *     }
 * } }
 *
 * <p><b>Recovery.</b> If the writer has died and left a journal, the file may contain a part of a
 * commit. Then {@code open} and {@link #readLock()} first recover the file, as the {@linkplain
 * io.fileview.commit package description} says. This requires permission to write the file, the
 * journal, the lock file and the directory.
 *
 * <p><b>Lifetime.</b> {@link #close()} releases the read locks of the reader, but its views remain
 * mapped, and show later commits. To keep their content from changing then, take a read lock of
 * another reader. If the reader is closed, the methods that map, lock or take a snapshot throw
 * {@link IllegalStateException}. Thread-safe.
 */
public final class CommitReader implements AutoCloseable {
    /** The number of read locks that each thread holds of each file, through any reader. */
    private static final Map<Holder, Integer> HELD = new ConcurrentHashMap<>();

    private final Engine engine;
    private final CommitFiles files;
    private final CommitLocks locks;
    private final EngineFile data;
    private final Recovery recovery;
    private final FileMapping mapping;
    private final Map<Thread, Integer> holders = new HashMap<>(); // guarded by this
    private long releases; // guarded by this
    private boolean closed; // guarded by this

    private CommitReader(
            Engine engine,
            CommitFiles files,
            CommitLocks locks,
            EngineFile data,
            FileMapping mapping) {
        this.engine = engine;
        this.files = files;
        this.locks = locks;
        this.data = data;
        this.recovery = new Recovery(files);
        this.mapping = mapping;
    }

    private record Holder(Thread thread, FileIdentity.Key file) {}

    /** A writer that waits for its own thread would wait forever. */
    static void requireNoReadLock(EngineFile file) {
        if (HELD.containsKey(holder(Thread.currentThread(), file))) {
            throw new IllegalStateException(
                    "this thread holds a read lock of "
                            + file.name()
                            + " and cannot commit, because a commit waits for read locks;"
                            + " release it first");
        }
    }

    private static Holder holder(Thread thread, EngineFile file) {
        return new Holder(thread, file.identity().key());
    }

    /** Keeps commits from being written to the file until it is closed, by whatever thread. */
    public final class ReadLock implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private boolean released; // guarded by the reader

        private ReadLock() {}

        /**
         * Releases the lock. Closing a closed lock has no effect.
         *
         * @throws IOException if the operating system cannot release the lock
         */
        @Override
        public void close() throws IOException {
            synchronized (CommitReader.this) {
                if (!released) {
                    released = true;
                    HELD.computeIfPresent(
                            holder(thread, data),
                            (any, count) -> count == 1 ? null : count - 1);
                    release(thread);
                }
            }
        }
    }

    /**
     * Opens a file for reading, with the default engine. If the last writer died and left a
     * journal, recovers the file first.
     *
     * @param path the file
     * @return the reader
     * @throws java.nio.file.NoSuchFileException if the file does not exist
     * @throws AccessDeniedException if the file may not be read, or its lock file not be opened
     * @throws NotMappableException if the file is not a regular file, or is empty
     * @throws MappingException if the file must be recovered and cannot be; the message says why
     * @throws IOException if another I/O error occurs
     * @throws IllegalArgumentException if no available engine accepts the file
     */
    public static CommitReader open(Path path) throws IOException {
        return open(path, Engines.choose(null, FileLocation.of(path)));
    }

    /**
     * Opens a file for reading with the engine of the given name. If the last writer died and left
     * a journal, recovers the file first.
     *
     * @param path the file
     * @param engine {@code linux}, {@code portable}, or the name of another installed engine
     * @return the reader
     * @throws IOException as {@link #open(Path)}
     * @throws IllegalArgumentException if no engine of that name exists, or it rejects the file
     * @throws UnsupportedOperationException if the engine is unavailable on this machine
     */
    public static CommitReader open(Path path, String engine) throws IOException {
        return open(path, Engines.choose(engine, FileLocation.of(path)));
    }

    /**
     * Opens a file for reading with the given engine, which need not be installed as a service
     * provider. If the last writer died and left a journal, recovers the file first.
     *
     * @param path the file
     * @param engine the engine
     * @return the reader
     * @throws IOException as {@link #open(Path)}
     * @throws IllegalArgumentException if the engine rejects the file
     * @throws UnsupportedOperationException if the engine is unavailable on this machine
     */
    public static CommitReader open(Path path, Engine engine) throws IOException {
        FileLocation location = FileLocation.of(path);
        CommitFiles files = CommitFiles.of(Engines.choose(engine, null, location), location);
        try {
            EngineFile data = files.openData(OpenRequest.existing(Protection.READ_ONLY));
            FileMapping mapping = // takes the file over
                    FileMapping.of(engine, data, files.location(), Protection.READ_ONLY);
            try {
                return open(engine, files, data, mapping);
            } catch (Throwable failure) {
                mapping.close();
                throw failure;
            }
        } catch (Throwable failure) {
            files.close();
            throw failure;
        }
    }

    private static CommitReader open(
            Engine engine, CommitFiles files, EngineFile data, FileMapping mapping)
            throws IOException {
        CommitLocks locks = CommitLocks.forReader(files);
        try {
            CommitReader reader = new CommitReader(engine, files, locks, data, mapping);
            reader.readLock().close();
            return reader;
        } catch (Throwable failure) {
            locks.close();
            throw failure;
        }
    }

    /**
     * Maps a range for reading. The view also shows later commits once they are in the file.
     *
     * @param offset bytes from the start of the file; need not be aligned
     * @param length bytes, 1 or more
     * @return a read-only view
     * @throws IllegalArgumentException if offset is negative, length is not positive, or their sum
     *     is more than 2^63-1
     * @throws BeyondEndException if the range ends beyond {@link #size()}
     * @throws IOException as {@link ViewBuilder#map}
     */
    public View map(long offset, long length) throws IOException {
        return mapping.map(offset, length);
    }

    /**
     * {@return a view of the first {@link #size()} bytes of the file; see {@link #map(long, long)}}
     *
     * @throws IOException as {@link #map(long, long)}
     */
    public View map() throws IOException {
        return mapping.map();
    }

    /**
     * {@return the number of bytes that can be mapped: the size of the file when this reader was
     * opened, or a larger size that {@link #readLock()} has found since}
     */
    public long size() {
        return mapping.size();
    }

    /**
     * Acquires a lock that keeps commits from being written to the file until the lock is closed.
     * Waits if a commit is being written to the file or is waiting to be written. If the writer has
     * died and left a journal, recovers the file first.
     *
     * <p>A thread that holds a lock of this reader may acquire another without waiting. It must
     * neither open nor lock another reader of the file: that could wait forever for a commit that
     * waits for the first lock.
     *
     * @return the lock, which must be closed
     * @throws MappingException if the file must be recovered and cannot be; the message says why
     * @throws IOException if another I/O error occurs
     */
    public synchronized ReadLock readLock() throws IOException {
        requireOpen();
        // Do not overtake a writer that waits for other threads of this reader.
        while (!holders.isEmpty()
                && !holders.containsKey(Thread.currentThread())
                && locks.writerWaits()) {
            awaitRelease();
            requireOpen();
        }
        if (holders.isEmpty()) {
            holdSoundState();
        }
        holders.merge(Thread.currentThread(), 1, Integer::sum);
        HELD.merge(holder(Thread.currentThread(), data), 1, Integer::sum);
        return new ReadLock();
    }

    private void holdSoundState() throws IOException {
        while (true) {
            locks.holdState();
            try {
                if (!recovery.isNeeded() || !recoverIfWriterDied()) {
                    takeUpSize();
                    return;
                }
            } catch (Throwable failure) {
                locks.releaseState();
                throw failure;
            }
        }
    }

    /** Returns true if the file may have been recovered; the state is no longer held then. */
    private boolean recoverIfWriterDied() throws IOException {
        return switch (locks.writerDeath()) {
            case ALIVE -> false;
            case ASKED_BY_ANOTHER -> {
                locks.releaseState();
                locks.awaitRecovery();
                yield true;
            }
            case DEAD -> {
                if (!locks.mayWrite()) {
                    throw cannotRecover(null);
                }
                recover();
                yield true;
            }
        };
    }

    private void recover() throws IOException {
        try {
            locks.releaseState();
            locks.changeState();
            recovery.run(false);
        } catch (AccessDeniedException denied) {
            throw cannotRecover(denied);
        } finally {
            locks.releaseState();
            locks.endRecovery();
        }
    }

    private MappingException cannotRecover(@Nullable IOException cause) {
        return new MappingException(
                Place.of(files.location().toString()),
                "its last writer ("
                        + recovery.writer()
                        + ") died, and its journal must be replayed by a user who may write the"
                        + " file, the journal and the directory; open the file once as that user",
                cause);
    }

    private void takeUpSize() throws IOException {
        long size = data.size();
        if (size > mapping.size()) {
            mapping.grow(size);
        }
    }

    private synchronized void release(Thread thread) throws IOException {
        holders.computeIfPresent(thread, (any, count) -> count == 1 ? null : count - 1);
        releases++;
        notifyAll();
        if (holders.isEmpty() && !closed) {
            locks.releaseState();
        }
    }

    private synchronized void awaitRelease() {
        long before = releases;
        Uninterruptibly.await(this, () -> releases != before || closed);
    }

    /**
     * Takes a point-in-time snapshot of the committed state; see {@link CommitMapping#snapshot()}.
     * Acquires a {@link #readLock()}, so commits wait while the file is cloned or copied.
     *
     * @return the snapshot, which must be closed when it is no longer needed
     * @throws DiskFullException if the file system or a quota has no room for the copy
     * @throws IOException as {@link #readLock()}, or if another I/O error occurs
     */
    public Snapshot snapshot() throws IOException {
        ReadLock steady = readLock();
        try {
            return new Snapshots(engine, files).take(data);
        } finally {
            steady.close();
        }
    }

    /** {@return the real path of the file, without symbolic links} */
    public Path path() {
        return CommitMapping.path(files.location());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed; open it again");
        }
    }

    /**
     * Closes the reader and releases its read locks; its views stay mapped. Each {@link ReadLock}
     * must be closed nevertheless: before that, the thread that acquired it cannot commit to the
     * file. Closing a closed reader has no effect.
     *
     * @throws IOException if the operating system cannot release a lock
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        holders.clear();
        notifyAll();
        try {
            locks.close();
        } finally {
            mapping.close();
            files.close();
        }
    }

    /** {@return a description, such as {@code commit reader of /data/file}} */
    @Override
    public String toString() {
        return "commit reader of " + files.location();
    }
}
