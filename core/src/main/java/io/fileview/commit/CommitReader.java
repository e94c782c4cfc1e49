package io.fileview.commit;

import io.fileview.BeyondEndException;
import io.fileview.DiskFullException;
import io.fileview.MappingException;
import io.fileview.NotMappableException;
import io.fileview.View;
import io.fileview.ViewBuilder;
import io.fileview.commit.journal.CommitFiles;
import io.fileview.live.Engines;
import io.fileview.live.Leaks;
import io.fileview.spi.Engine;
import io.fileview.spi.FileLocation;
import io.fileview.waiting.StackRoom;
import java.io.IOException;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

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
 * <p><b>A writer that died</b>, or that cannot write to the file, may leave a part of a commit in
 * it. While a read lock is held, the views then show that commit completely, if it is complete in
 * the journal, and otherwise nothing of it. The reader takes the missing pages from the journal,
 * and itself writes nothing: it needs only permission to read the file and the journal. On the
 * portable engine, views show such pages only to a user who may also write the file.
 *
 * <p><b>Lifetime.</b> {@link #close()} releases the read locks of the reader, but its views remain
 * mapped, and show later commits. To keep their content from changing then, take a read lock of
 * another reader. If the reader is closed, the methods that map, lock or take a snapshot throw
 * {@link IllegalStateException}. Thread-safe.
 */
public final class CommitReader implements AutoCloseable {
    /** How long a read lock is waited for, unless the caller says otherwise. */
    private static final Duration USUAL_LIMIT = Duration.ofMinutes(1);

    private final OpenReader reader;
    private final Cleanable cleanable;

    private CommitReader(OpenReader reader) {
        this.reader = reader;
        this.cleanable = Leaks.register(this, reader);
    }

    /** Keeps commits from being written to the file until it is closed. Any thread may close it. */
    public static final class ReadLock implements AutoCloseable {
        private final CommitReader reader; // keeps it reachable
        private final Held held;
        private final Cleanable cleanable;

        private ReadLock(CommitReader reader) {
            this.reader = reader;
            this.held = new Held(reader.reader);
            this.cleanable = Leaks.register(this, held);
        }

        /**
         * Releases the lock. Closing a closed lock has no effect.
         *
         * @throws CommitInUseException on the portable engine, if another program has removed the
         *     lock file meanwhile: what was read may be a mixture
         * @throws IOException if the operating system cannot release the lock
         */
        @Override
        public void close() throws IOException {
            StackRoom.require();
            try {
                held.release();
            } finally {
                cleanable.clean();
                Reference.reachabilityFence(reader);
            }
        }
    }

    /** A lock that a thread holds. Must not reach the {@link ReadLock}. */
    private static final class Held implements Runnable {
        private final OpenReader reader;
        private final Thread thread = Thread.currentThread();
        private final AtomicBoolean released = new AtomicBoolean();

        Held(OpenReader reader) {
            this.reader = reader;
        }

        boolean release() throws IOException {
            boolean isFirst = released.compareAndSet(false, true);
            if (isFirst) {
                reader.release(thread);
            }
            return isFirst;
        }

        @Override
        public void run() {
            try {
                if (release()) {
                    Leaks.readLock("read lock of " + reader, null);
                }
            } catch (IOException notReleased) {
                Leaks.readLock("read lock of " + reader, notReleased);
            }
        }
    }

    /**
     * Opens a file for reading, with the default engine. Waits for up to one minute while a commit
     * is being written to the file.
     *
     * @param path the file
     * @return the reader
     * @throws java.nio.file.NoSuchFileException if the file does not exist
     * @throws AccessDeniedException if the file may not be read, or it lacks commits and its
     *     journal may not be read
     * @throws NotMappableException if the file is not a regular file
     * @throws CommitInUseException as {@link #readLock(Duration)}
     * @throws MappingException as {@link #readLock(Duration)}
     * @throws IOException if another I/O error occurs
     * @throws IllegalArgumentException if no available engine accepts the file
     */
    public static CommitReader open(Path path) throws IOException {
        return open(path, Engines.choose(null, FileLocation.of(path)));
    }

    /**
     * Opens a file for reading with the engine of the given name; see {@link #open(Path)}.
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
     * provider; see {@link #open(Path)}.
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
        Engine chosen = Engines.choose(engine, null, location);
        CommitFiles files = CommitFiles.of(chosen, location, CommitInUseException::of);
        return new CommitReader(OpenReader.open(chosen, files, USUAL_LIMIT));
    }

    /**
     * Maps a range for reading. The view also shows later commits once they are in the file.
     *
     * @param offset bytes from the start of the file; need not be aligned
     * @param length bytes, 0 or more
     * @return a read-only view
     * @throws IllegalArgumentException if offset or length is negative, or their sum is more than
     *     2^63-1
     * @throws BeyondEndException if the range ends beyond {@link #size()}
     * @throws IOException as {@link ViewBuilder#map}; also as {@link #readLock()}, if commits must
     *     be read from the journal
     */
    public View map(long offset, long length) throws IOException {
        return reader.map(offset, length);
    }

    /**
     * {@return a view of the first {@link #size()} bytes of the file; see {@link #map(long, long)}}
     *
     * @throws IOException as {@link #map(long, long)}
     */
    public View map() throws IOException {
        return reader.map();
    }

    /**
     * {@return the number of bytes that can be mapped: the size of the file when this reader was
     * opened, or a larger size that {@link #readLock()} has found since}
     */
    public long size() {
        return reader.size();
    }

    /**
     * Acquires a read lock as {@link #readLock(Duration)} does, and waits for it for up to one
     * minute.
     *
     * @return the lock
     * @throws IOException as {@link #readLock(Duration)}
     * @throws IllegalStateException if the reader is closed
     */
    public ReadLock readLock() throws IOException {
        return readLock(USUAL_LIMIT);
    }

    /**
     * Acquires a lock that keeps the committed state of the file from changing until the lock is
     * closed. Waits while a commit is being written to the file. A thread that already holds a read
     * lock of any file acquires the lock ahead of a writer that is waiting for read locks, because
     * the writer may be waiting for that thread. If the file lacks commits that its journal holds,
     * because the writer died or cannot write to the file, the views of this reader show these
     * commits until the reader's last read lock is released; the file is not changed.
     *
     * @param limit the maximum time to wait; zero to try once
     * @return the lock, which must be closed
     * @throws CommitInUseException if the lock could not be acquired within the limit; the message
     *     names the process that holds the conflicting lock, if it can be determined
     * @throws java.io.InterruptedIOException if the thread is interrupted while it waits; its
     *     interrupt status is preserved
     * @throws MappingException if commits must be read from the journal, and it is missing or
     *     damaged, belongs to another file, or is not to be trusted; the message says what to do
     * @throws IOException if another I/O error occurs
     */
    public ReadLock readLock(Duration limit) throws IOException {
        try {
            reader.acquire(limit);
            return new ReadLock(this);
        } finally {
            Reference.reachabilityFence(this);
        }
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
        try {
            return reader.snapshot(USUAL_LIMIT);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** {@return the real path of the file, without symbolic links} */
    public Path path() {
        return CommitMapping.path(reader.files().location());
    }

    /**
     * Closes the reader and releases its read locks; its views stay mapped. While another thread
     * takes a snapshot, the locks are kept until the snapshot is complete; this method does not
     * wait for that. Closing a closed reader has no effect.
     *
     * @throws IOException if the operating system cannot release a lock
     */
    @Override
    public void close() throws IOException {
        try {
            reader.close();
        } finally {
            cleanable.clean();
        }
    }

    /** {@return a description, such as {@code commit reader of /data/file}} */
    @Override
    public String toString() {
        return reader.toString();
    }
}
