package io.fileview.commit;

import io.fileview.FileMapping;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.journal.CommitFiles;
import io.fileview.commit.journal.CommitLocks;
import io.fileview.commit.journal.LeftCommits;
import io.fileview.live.Leaks;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import io.fileview.waiting.Attempts;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a reader has opened: the file, its mapping and the locks. Never writes. Does not reach the
 * reader, so that a reader that nobody closed can be found and closed.
 */
final class OpenReader implements Runnable {
    private final CommitFiles files;
    private final CommitLocks locks;
    private final ReaderFile file;
    private final FileMapping mapping;
    private final Snapshots snapshots;
    private final FileIdentity identity;
    private final ReentrantLock monitor = new ReentrantLock();
    private final Condition released = monitor.newCondition();
    private final Map<Thread, Integer> holders = new HashMap<>(); // guarded by monitor
    private boolean closed; // guarded by monitor

    /** The wait of the thread that acquires the lock of this reader, if any. */
    private volatile @Nullable Attempts wait;

    private OpenReader(
            Engine engine,
            CommitFiles files,
            CommitLocks locks,
            ReaderFile file,
            FileMapping mapping) {
        this.files = files;
        this.locks = locks;
        this.file = file;
        this.mapping = mapping;
        this.snapshots = new Snapshots(engine, files);
        this.identity = file.identity();
        file.showCommitsOf(() -> LeftCommits.open(files, file, locks));
    }

    /** Takes the files over. */
    static OpenReader open(Engine engine, CommitFiles files, Duration limit) throws IOException {
        try {
            EngineFile data = files.openData(OpenRequest.existing(Protection.READ_ONLY));
            ReaderFile file = new ReaderFile(data);
            FileMapping mapping = // takes the file over
                    FileMapping.of(engine, file, files.location(), Protection.READ_ONLY);
            try {
                return open(engine, files, file, mapping, limit);
            } catch (Throwable failure) {
                mapping.close();
                throw failure;
            }
        } catch (Throwable failure) {
            files.close();
            throw failure;
        }
    }

    private static OpenReader open(
            Engine engine,
            CommitFiles files,
            ReaderFile file,
            FileMapping mapping,
            Duration limit)
            throws IOException {
        CommitLocks locks = CommitLocks.open(files, file.identity(), false);
        try {
            OpenReader reader = new OpenReader(engine, files, locks, file, mapping);
            reader.acquire(limit);
            reader.release(Thread.currentThread());
            return reader;
        } catch (Throwable failure) {
            locks.close();
            throw failure;
        }
    }

    FileMapping mapping() {
        return mapping;
    }

    CommitFiles files() {
        return files;
    }

    /** Maps a range, which shows commits of the journal as the other ranges do. */
    View map(Duration limit, long offset, long length) throws IOException {
        if (!file.showsCommits()) {
            return mapping.map(offset, length);
        }
        // So that no writer changes the journal.
        return locked(limit, () -> mapping.map(offset, length), View::close);
    }

    /** Makes something while the state is held, and closes it if the state was not held. */
    private <T> T locked(Duration limit, Making<T> making, Consumer<T> close)
            throws IOException {
        acquire(limit);
        T made;
        try {
            made = making.make();
        } catch (Throwable failure) {
            try {
                release(Thread.currentThread());
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
        try {
            release(Thread.currentThread());
            return made;
        } catch (Throwable notHeld) {
            close.accept(made);
            throw notHeld;
        }
    }

    private interface Making<T> {
        T make() throws IOException;
    }

    /** Acquires a read lock for the calling thread. */
    void acquire(Duration limit) throws IOException {
        Attempts attempts = Attempts.within(limit);
        enter(attempts);
        try {
            requireOpen();
            // Do not overtake a writer that waits for other threads of this reader.
            while (!holders.isEmpty() && !ReadLocks.areHeld() && locks.writerWaits()) {
                if (attempts.hasPassed()) {
                    throw busy("a writer that waits for other threads of this reader", attempts);
                }
                Attempts.await(released);
                requireOpen();
            }
            if (holders.isEmpty()) {
                holdState(attempts);
            }
            holders.merge(Thread.currentThread(), 1, Integer::sum);
            ReadLocks.acquired(Thread.currentThread(), identity.key());
        } finally {
            monitor.unlock();
        }
    }

    private void enter(Attempts attempts) throws IOException {
        while (!Attempts.acquires(monitor)) {
            if (attempts.hasPassed()) {
                throw busy("another thread that waits for the writer", attempts);
            }
        }
    }

    private MappingException busy(String holder, Attempts attempts) {
        return new CommitInUseException(
                Place.of(files.location().toString()),
                "is in use by "
                        + holder
                        + ", which did not finish within "
                        + attempts.limit().toMillis()
                        + " ms; allow a longer time",
                null);
    }

    private void holdState(Attempts attempts) throws IOException {
        wait = attempts;
        try {
            locks.holdState(attempts, ReadLocks.areHeld());
        } finally {
            wait = null;
        }
        try {
            showCommits();
            long size = file.size();
            if (size > mapping.size()) {
                mapping.grow(size);
            }
        } catch (Throwable failure) {
            file.release();
            locks.releaseState();
            throw failure;
        }
    }

    /** The file may lack commits if its writer died, recovers it, or could not write them. */
    private void showCommits() throws IOException {
        try (LeftCommits left = leftCommits()) {
            if (left != null && left.fileSize() > file.size()) {
                throw new MappingException(
                        Place.of(files.location().toString()),
                        "has "
                                + file.size()
                                + " bytes, but "
                                + left.fileSize()
                                + " as of its last commit, which is in the journal; open it with"
                                + " CommitMapping to recover it",
                        null);
            }
            file.show(left);
        }
    }

    private @Nullable LeftCommits leftCommits() throws IOException {
        return locks.isSettled() ? null : LeftCommits.open(files, file, locks);
    }

    /** Releases a read lock of a thread. */
    void release(Thread thread) throws IOException {
        monitor.lock();
        try {
            Integer count = holders.get(thread);
            if (count == null) {
                return; // The reader has been closed.
            }
            holders.computeIfPresent(thread, (any, held) -> held == 1 ? null : held - 1);
            ReadLocks.released(thread, identity.key(), 1);
            released.signalAll();
            if (holders.isEmpty()) {
                file.release();
                locks.releaseState();
            }
        } finally {
            monitor.unlock();
        }
    }

    Snapshot snapshot(Duration limit) throws IOException {
        return locked(limit, this::takeSnapshot, Snapshot::close);
    }

    /** Of the commit that views show: a writer that has died since may have left one more. */
    private Snapshot takeSnapshot() throws IOException {
        try (LeftCommits left =
                file.showsCommits() ? LeftCommits.open(files, file, locks) : null) {
            return snapshots.take(file.file, left);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed; open it again");
        }
    }

    /** Closes everything, and returns false if that was done before. */
    boolean close() throws IOException {
        Attempts waiting = wait;
        if (waiting != null) {
            waiting.cancel();
        }
        monitor.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            holders.forEach(
                    (thread, count) -> ReadLocks.released(thread, identity.key(), count));
            holders.clear();
            released.signalAll();
            try {
                locks.close();
            } finally {
                mapping.close();
                files.close();
            }
            return true;
        } finally {
            monitor.unlock();
        }
    }

    /** Closes a reader that was leaked. */
    @Override
    public void run() {
        boolean leaked = true;
        try {
            leaked = close();
        } catch (IOException notReleased) {
            // Closing the file has released the locks.
        }
        if (leaked) {
            Leaks.reader(this + ", now closed", null);
        }
    }

    @Override
    public String toString() {
        return "commit reader of " + files.location();
    }
}
