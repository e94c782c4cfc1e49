package io.fileview.commit;

import io.fileview.FileMapping;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.journal.CommitFiles;
import io.fileview.commit.journal.CommitLocks;
import io.fileview.commit.journal.LeftCommits;
import io.fileview.live.Leaks;
import io.fileview.messages.PlainText;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import io.fileview.waiting.Attempts;
import io.fileview.waiting.StackRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
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

    /** Never held while a thread waits for the writer. */
    private final ReentrantLock monitor = new ReentrantLock();

    /** The number of calls that use the files outside the monitor; the last one closes them. */
    private int uses; // guarded by monitor

    private final Map<Thread, Integer> holders = new HashMap<>(); // guarded by monitor
    private boolean closed; // guarded by monitor

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
    }

    /** Takes the files over. */
    static OpenReader open(Engine engine, CommitFiles files, Duration limit) throws IOException {
        StackRoom.require();
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

    long size() {
        return mapping.size();
    }

    CommitFiles files() {
        return files;
    }

    /** A call that uses the files. */
    private interface Call<T> {
        T call() throws IOException;
    }

    private <T> T whileOpen(Call<T> call) throws IOException {
        StackRoom.require();
        monitor.lock();
        try {
            requireOpen();
            uses++;
        } finally {
            monitor.unlock();
        }
        try {
            return call.call();
        } finally {
            endUse();
        }
    }

    private void endUse() throws IOException {
        boolean isLast;
        monitor.lock();
        try {
            uses--;
            isLast = closed && uses == 0;
        } finally {
            monitor.unlock();
        }
        if (isLast) {
            closeFiles();
        }
    }

    View map(long offset, long length) throws IOException {
        return whileOpen(() -> mapping.map(offset, length));
    }

    View map() throws IOException {
        return whileOpen(mapping::map);
    }

    /** Acquires a read lock for the calling thread. */
    void acquire(Duration limit) throws IOException {
        StackRoom.require();
        Attempts attempts = Attempts.within(limit);
        while (!tryAcquire()) {
            if (!attempts.pause()) {
                throw locks.stateInUse(attempts);
            }
        }
    }

    private boolean tryAcquire() throws IOException {
        if (!Attempts.acquires(monitor)) {
            return false; // Another thread looks into the journal, however long that takes.
        }
        try {
            requireOpen();
            if (holders.isEmpty()) {
                if (!locks.tryHoldState(ReadLocks.areHeld())) {
                    return false;
                }
                takeUp();
            } else if (!ReadLocks.areHeld() && locks.writerWaits()) {
                return false; // Do not overtake a writer that waits for other threads of this reader.
            }
            holders.merge(Thread.currentThread(), 1, Integer::sum);
            ReadLocks.acquired(Thread.currentThread(), identity.key());
            return true;
        } finally {
            monitor.unlock();
        }
    }

    private void takeUp() throws IOException {
        try {
            file.showFile(); // again, if that failed when the last lock was released
            LeftCommits left = leftCommits();
            if (left != null) {
                file.show(left); // closes them when they are shown no longer
            }
            long size = file.size();
            if (size > mapping.size()) {
                mapping.grow(size);
            }
        } catch (Throwable failure) {
            try {
                file.showFile();
            } catch (IOException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            locks.releaseState();
            throw failure;
        }
    }

    /**
     * Returns the commits that the file may lack, because its writer died, recovers it, or could not
     * write them. A writer that found nothing to recover may become the only writer, and write a
     * journal of its own, while this reader looks for one: then the file lacks nothing.
     */
    private @Nullable LeftCommits leftCommits() throws IOException {
        if (locks.isSettled()) {
            return null;
        }
        LeftCommits left;
        try {
            left = LeftCommits.open(files, file, locks);
        } catch (IOException unreadable) {
            if (locks.isSettled()) {
                return null;
            }
            throw unreadable;
        }
        if (left == null) {
            return null;
        }
        boolean isTaken = false;
        try {
            if (!locks.isSettled()) {
                requireWhole(left);
                isTaken = true;
            }
            return isTaken ? left : null;
        } finally {
            if (!isTaken) {
                left.close();
            }
        }
    }

    private void requireWhole(LeftCommits left) throws IOException {
        long size = file.size();
        if (left.fileSize() > size) {
            throw new MappingException(
                    Place.of(files.name()),
                    "has "
                            + size
                            + " bytes, but "
                            + left.fileSize()
                            + " as of its last commit, which is in the journal; open it with"
                            + " CommitMapping to recover it",
                    null);
        }
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
            if (holders.isEmpty()) {
                try {
                    file.showFile();
                } finally {
                    locks.releaseState();
                }
            }
        } finally {
            monitor.unlock();
        }
    }

    Snapshot snapshot(Duration limit) throws IOException {
        acquire(limit);
        Snapshot taken;
        try {
            taken = whileOpen(() -> file.withCommits(left -> snapshots.take(file.file, left)));
        } catch (Throwable failure) {
            try {
                release(Thread.currentThread());
            } catch (IOException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
        try {
            release(Thread.currentThread());
        } catch (Throwable notHeld) { // It may be of no single state.
            taken.close();
            throw notHeld;
        }
        return taken;
    }

    private void requireOpen() {
        monitor.lock();
        try {
            if (closed) {
                throw new IllegalStateException(this + " is closed; open it again");
            }
        } finally {
            monitor.unlock();
        }
    }

    /**
     * Closes everything, and returns false if that was done before. The files stay open, and locked,
     * until a snapshot that is being taken is complete.
     */
    boolean close() throws IOException {
        StackRoom.require();
        boolean inUse;
        monitor.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true; // Nobody acquires the lock or begins to use the files from now on.
            holders.forEach(
                    (thread, count) -> ReadLocks.released(thread, identity.key(), count));
            holders.clear();
            inUse = uses > 0;
        } finally {
            monitor.unlock();
        }
        if (!inUse) {
            closeFiles();
        }
        return true;
    }

    private void closeFiles() throws IOException {
        try {
            file.showFile();
        } finally {
            try {
                locks.close();
            } finally {
                mapping.close();
                files.close();
            }
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
        return "commit reader of " + PlainText.name(files.name());
    }
}
