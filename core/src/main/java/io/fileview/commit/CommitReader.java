package io.fileview;

import io.fileview.MappingException.Place;
import io.fileview.journal.CommitFiles;
import io.fileview.journal.CommitLocks;
import io.fileview.journal.Recovery;
import io.fileview.spi.Engine;
import io.fileview.spi.Engine.Creation;
import io.fileview.spi.OpenFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the committed state of a file that another opens with {@link CommitMapping}, in this process
 * or another.
 *
 * <p><b>Hazard.</b> Views may be read at any time, but only between {@link #read()} and the close of
 * what it returned do they show one state, the one of the last commit that was written to the file;
 * outside, pages of two commits can be seen side by side. Writers wait for those who read, so read
 * briefly, or take a {@link #snapshot()}.
 *
 * {@snippet lang=java :
 * try (CommitReader reader = CommitMapping.openForReading(path); View view = reader.map()) {
 *     try (CommitReader.Reading reading = reader.read()) {
 *         // old or new state here, never a mixture
 *     }
 * }
 * }
 *
 * <p>A writer that died in the middle of a commit is noticed by the next to call {@code read}, who
 * recovers the file; that needs the right to write it. What a commit has written to the file is seen at
 * once, and what is seen is durable, in the journal or in the file.
 *
 * <p><b>Lifetime.</b> Views live on when the reader is closed, but nothing keeps their state steady
 * then. Thread-safe.
 */
public final class CommitReader implements AutoCloseable {
    /** How many readings each thread has of each file, of all readers. */
    private static final Map<ReadingThread, Integer> READING = new ConcurrentHashMap<>();

    private final Engine engine;
    private final CommitFiles files;
    private final CommitLocks locks;
    private final OpenFile data;
    private final Recovery recovery;
    private final FileMapping mapping;
    private final Map<Thread, Integer> reading = new HashMap<>(); // guarded by this
    private long readingsEnded; // guarded by this
    private boolean closed; // guarded by this

    private CommitReader(
            Engine engine,
            CommitFiles files,
            CommitLocks locks,
            OpenFile data,
            FileMapping mapping) {
        this.engine = engine;
        this.files = files;
        this.locks = locks;
        this.data = data;
        this.recovery = new Recovery(engine, files);
        this.mapping = mapping;
    }

    private record ReadingThread(Thread thread, Path file) {}

    /** A writer that waits for its own thread would wait for ever. */
    static void requireNotReading(Path file) {
        if (READING.containsKey(new ReadingThread(Thread.currentThread(), file))) {
            throw new IllegalStateException(
                    "this thread reads "
                            + file
                            + " and cannot commit, because a commit waits for those who read; close"
                            + " the reading first");
        }
    }

    /** While it is open, the state of the file does not change. */
    public final class Reading implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private boolean ended; // guarded by the reader

        private Reading() {}

        /**
         * Lets the state change again. Closing again does nothing.
         *
         * @throws IOException if the system refuses to unlock
         */
        @Override
        public void close() throws IOException {
            synchronized (CommitReader.this) {
                if (!ended) {
                    ended = true;
                    READING.computeIfPresent(
                            new ReadingThread(thread, files.data()),
                            (any, count) -> count == 1 ? null : count - 1);
                    endReading(thread);
                }
            }
        }
    }

    /**
     * Opens a file for reading, after a recovery where a writer has died.
     *
     * @param path the file, on the default file system
     * @return the reader
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws AccessDeniedException if it may not be read, or the lock file beside it not be used
     * @throws NotMappableException if it is no regular file, or is empty
     * @throws MappingException if a recovery is needed and cannot be done; the message says why
     * @throws IOException if the system refuses for another reason
     */
    public static CommitReader open(Path path) throws IOException {
        return open(path, Engines.choose(null));
    }

    /**
     * Opens a file for reading with an engine asked for by name.
     *
     * @param path the file, on the default file system
     * @param engine {@code linux}, {@code portable}, or another that is installed
     * @return the reader
     * @throws IOException as {@link #open(Path)}
     * @throws IllegalArgumentException if there is no engine of that name
     * @throws UnsupportedOperationException if the engine cannot serve on this machine
     */
    public static CommitReader open(Path path, String engine) throws IOException {
        return open(path, Engines.choose(engine));
    }

    private static CommitReader open(Path path, Engine engine) throws IOException {
        CommitFiles files = CommitFiles.of(path);
        FileMapping mapping = FileMapping.builder(files.data()).open(engine);
        try {
            OpenFile data = engine.openFile(files.data(), false, Creation.EXISTING, false);
            try {
                return open(engine, files, data, mapping);
            } catch (Throwable failure) {
                data.close();
                throw failure;
            }
        } catch (Throwable failure) {
            mapping.close();
            throw failure;
        }
    }

    private static CommitReader open(
            Engine engine, CommitFiles files, OpenFile data, FileMapping mapping)
            throws IOException {
        CommitLocks locks = CommitLocks.forReader(engine, files);
        try {
            CommitReader reader = new CommitReader(engine, files, locks, data, mapping);
            reader.read().close();
            return reader;
        } catch (Throwable failure) {
            locks.close();
            throw failure;
        }
    }

    /**
     * Maps a range for reading.
     *
     * @param offset bytes from the start of the file; need not be aligned to anything
     * @param length bytes, 1 or more
     * @return a read-only view, which follows the commits
     * @throws IllegalArgumentException if offset is negative, length is not positive, or their sum
     *     is more than 2^63-1
     * @throws BeyondEndException if the range ends after {@link #size()}
     * @throws IOException as {@link ViewBuilder#map}
     * @throws IllegalStateException if the reader is closed
     */
    public View map(long offset, long length) throws IOException {
        return mapping.map(offset, length);
    }

    /**
     * Maps the whole file for reading.
     *
     * @return a read-only view, which follows the commits
     * @throws IOException as {@link #map(long, long)}
     * @throws IllegalStateException if the reader is closed
     */
    public View map() throws IOException {
        return mapping.map();
    }

    /**
     * How much can be mapped: the size of the file when {@link #read()} was called last.
     *
     * @return bytes
     */
    public long size() {
        return mapping.size();
    }

    /**
     * Keeps the state as it is until the reading is closed, after waiting for a commit that is being
     * written to the file, and after a recovery where the writer has died. A thread may read while it
     * reads already.
     *
     * @return the reading
     * @throws MappingException if a recovery is needed and cannot be done; the message says why
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the reader is closed
     */
    public synchronized Reading read() throws IOException {
        requireOpen();
        // Do not overtake a writer that waits for the others here.
        while (!reading.isEmpty()
                && !reading.containsKey(Thread.currentThread())
                && locks.writerWaits()) {
            awaitChange();
            requireOpen();
        }
        if (reading.isEmpty()) {
            holdSoundState();
        }
        reading.merge(Thread.currentThread(), 1, Integer::sum);
        READING.merge(
                new ReadingThread(Thread.currentThread(), files.data()), 1, Integer::sum);
        return new Reading();
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

    /** Whether somebody may have recovered the file; then the state is not held any more. */
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
                Place.of(files.data().toString()),
                "its last writer ("
                        + recovery.writer()
                        + ") died, and its journal has to be replayed by somebody who may write the"
                        + " file, the journal and the directory; open it once as that user",
                cause);
    }

    private void takeUpSize() throws IOException {
        long size = data.size();
        if (size > mapping.size()) {
            mapping.grow(size);
        }
    }

    private synchronized void endReading(Thread thread) throws IOException {
        reading.computeIfPresent(thread, (any, count) -> count == 1 ? null : count - 1);
        readingsEnded++;
        notifyAll();
        if (reading.isEmpty() && !closed) {
            locks.releaseState();
        }
    }

    private synchronized void awaitChange() {
        boolean interrupted = false;
        long before = readingsEnded;
        while (readingsEnded == before && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The committed state of this moment, to be read for as long as is wanted while commits go on; see
     * {@link CommitMapping#snapshot()}. Where the file is copied, writers wait for that.
     *
     * @return the snapshot, which has to be closed
     * @throws DiskFullException if there is no room for a copy
     * @throws IOException as {@link #read()}, or if the system refuses
     * @throws IllegalStateException if the reader is closed
     */
    public Snapshot snapshot() throws IOException {
        Reading steady = read();
        try {
            return new Snapshots(engine, files).take(data);
        } finally {
            steady.close();
        }
    }

    /**
     * The file.
     *
     * @return its real path, without symbolic links
     */
    public Path path() {
        return files.data();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed; open it again");
        }
    }

    /**
     * Closes the reader and ends its readings; its views stay as they are. Closing again does nothing.
     *
     * @throws IOException if the system refuses to unlock
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        reading.clear();
        notifyAll();
        mapping.close();
        data.close();
        locks.close();
    }

    /**
     * Names the reader.
     *
     * @return for example {@code commit reader of /data/file}
     */
    @Override
    public String toString() {
        return "commit reader of " + files.data();
    }
}
