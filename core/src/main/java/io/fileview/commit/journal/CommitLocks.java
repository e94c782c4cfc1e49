package io.fileview.commit.journal;

import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.waiting.RetryPause;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;

/**
 * The locks of one user of a commit file, on bytes of an empty file beside it. They go when the
 * process dies.
 *
 * <p>Readers hold the state steady while they read, the writer while it changes the file. Both pass
 * a turnstile, so that a writer that waits is not overtaken by ever more readers.
 */
public final class CommitLocks implements AutoCloseable {
    private static final long USERS = 0;
    private static final long WRITER = 1;
    private static final long TURNSTILE = 2;
    private static final long STATE = 3;
    private static final long RECOVERY = 4;

    /** How long another user may hold the writer's lock only to ask whether there is a writer. */
    private static final Duration PATIENCE = Duration.ofMillis(25);

    private static final Duration NOT_AT_ALL = Duration.ZERO;

    /** Longer than any machine runs. */
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(36_500);

    private final CommitFiles files;
    private final EngineFile file;
    private final boolean writable;

    private CommitLocks(CommitFiles files, EngineFile file, boolean writable) {
        this.files = files;
        this.file = file;
        this.writable = writable;
    }

    /** Opens the lock file of somebody who may change the commit file. */
    public static CommitLocks forWriter(CommitFiles files) throws IOException {
        return open(files, true);
    }

    /** Opens the lock file of a reader, who cannot recover where he may not write to it. */
    public static CommitLocks forReader(CommitFiles files) throws IOException {
        while (true) {
            try {
                return open(files, true);
            } catch (AccessDeniedException denied) {
                try {
                    return open(files, false);
                } catch (NoSuchFileException none) {
                    throw new AccessDeniedException(
                            files.directory().locationOf(files.lock()).toString(),
                            null,
                            "readers and the writer lock each other out with this file, which does"
                                    + " not exist and may not be created ("
                                    + denied.getReason()
                                    + "); ask for write permission on the directory");
                }
            }
        }
    }

    private static CommitLocks open(CommitFiles files, boolean writable) throws IOException {
        while (true) {
            EngineFile file =
                    files.directory()
                            .open(
                                    files.lock(),
                                    writable
                                            ? new OpenRequest(
                                                    Protection.READ_WRITE, Creation.CREATE, false)
                                            : OpenRequest.existing(Protection.READ_ONLY));
            CommitLocks locks = new CommitLocks(files, file, writable);
            try {
                locks.lock(USERS, true);
                if (file.size() == 0) {
                    return locks;
                }
            } catch (Throwable failure) {
                file.close();
                throw failure;
            }
            file.close(); // Its last user has just removed it: another file has that name now, or none.
        }
    }

    private void lock(long position, boolean shared) throws IOException {
        if (!file.lock(position, shared, AS_LONG_AS_IT_TAKES)) {
            throw new IOException("the lock of " + file.name() + " was not to be had");
        }
    }

    private boolean tryLock(long position, boolean shared) throws IOException {
        return file.lock(position, shared, NOT_AT_ALL);
    }

    /** Tells whether this user may become the writer, or recover. */
    public boolean mayWrite() {
        return writable;
    }

    /**
     * Becomes the only writer, unless there is one. Waits for a recovery, whose writer leaves; and
     * a reader that may not write asks for a moment whether there is a writer by sharing its lock.
     */
    public boolean tryWriter() throws IOException {
        try (RetryPause attempts = new RetryPause(PATIENCE)) {
            do {
                lock(RECOVERY, true);
                try {
                    if (tryLock(WRITER, false)) {
                        return true;
                    }
                } finally {
                    file.unlock(RECOVERY);
                }
            } while (attempts.pause());
            return false;
        }
    }

    /** Asks, while the state is held, whether the writer of a journal that is there has died. */
    public Death writerDeath() throws IOException {
        if (!writable) {
            if (!tryLock(WRITER, true)) {
                return Death.ALIVE;
            }
            file.unlock(WRITER);
            return Death.DEAD;
        }
        if (!tryLock(RECOVERY, false)) {
            return Death.ASKED_BY_ANOTHER;
        }
        if (tryLock(WRITER, false)) {
            return Death.DEAD; // Both locks are kept for the recovery.
        }
        file.unlock(RECOVERY);
        return Death.ALIVE;
    }

    /** Ends a recovery after {@link Death#DEAD}. */
    public void endRecovery() throws IOException {
        file.unlock(WRITER);
        file.unlock(RECOVERY);
    }

    /** Waits until nobody recovers; not while the state is held. */
    public void awaitRecovery() throws IOException {
        lock(RECOVERY, true);
        file.unlock(RECOVERY);
    }

    /** What became of the writer. */
    public enum Death {
        /** There is one. */
        ALIVE,
        /** There is none; whoever may write is the writer now, to recover. */
        DEAD,
        /** Somebody else finds out at this moment, and recovers. */
        ASKED_BY_ANOTHER
    }

    /** Waits until nobody changes the state, and keeps it as it is. */
    public void holdState() throws IOException {
        lock(TURNSTILE, true);
        try {
            lock(STATE, true);
        } finally {
            file.unlock(TURNSTILE);
        }
    }

    /** Waits until nobody reads, and keeps readers out. */
    public void changeState() throws IOException {
        lock(TURNSTILE, false);
        try {
            lock(STATE, false);
        } finally {
            file.unlock(TURNSTILE);
        }
    }

    /** Ends {@link #holdState} and {@link #changeState}. */
    public void releaseState() throws IOException {
        file.unlock(STATE);
    }

    /** Tells whether a writer waits for those who hold the state to let go. */
    public boolean writerWaits() throws IOException {
        if (tryLock(TURNSTILE, true)) {
            file.unlock(TURNSTILE);
            return false;
        }
        return true;
    }

    /** Lets all locks go without looking whether the lock file is needed any more. */
    public void abandon() {
        file.close();
    }

    /** Lets all locks go; the last user removes the file. */
    @Override
    public void close() throws IOException {
        try {
            file.unlock(USERS);
            if (writable && tryLock(USERS, false)) {
                file.extend(1, true); // Whoever has opened it meanwhile sees that it is not the one.
                files.directory().remove(files.lock());
            }
        } finally {
            file.close();
        }
    }
}
