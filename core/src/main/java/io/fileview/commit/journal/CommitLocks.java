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
 * The locks of one user of a commit file, on bytes of an empty file beside it. They are released
 * when the process dies.
 *
 * <p>Readers hold a shared lock on the state while they read, the writer an exclusive one while it
 * changes the file. Both pass a turnstile, so that new readers do not overtake a waiting writer.
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

    /** Opens the lock file for a user that may change the commit file. */
    public static CommitLocks forWriter(CommitFiles files) throws IOException {
        return open(files, true);
    }

    /**
     * Opens the lock file for a reader, which cannot recover the file unless it may write the lock
     * file.
     */
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
                            "readers and the writer exclude each other with this lock file, which"
                                    + " does not exist and cannot be created ("
                                    + denied.getReason()
                                    + "); grant this process write permission on the directory");
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
            file.close(); // Its last user has just removed it: open the file of that name again.
        }
    }

    private void lock(long position, boolean shared) throws IOException {
        if (!file.lock(position, shared, AS_LONG_AS_IT_TAKES)) {
            throw new IOException("the lock on " + file.name() + " could not be acquired");
        }
    }

    private boolean tryLock(long position, boolean shared) throws IOException {
        return file.lock(position, shared, NOT_AT_ALL);
    }

    /** Returns whether this user may become the writer or recover the file. */
    public boolean mayWrite() {
        return writable;
    }

    /**
     * Becomes the only writer, unless there is one. Waits for a recovery in progress, and retries
     * for a short time, because a read-only reader briefly takes the writer's lock to check for a
     * writer.
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

    /** Checks, while the state is held, whether the writer of an existing journal has died. */
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

    /** Waits until no recovery is in progress. The caller must not hold the state. */
    public void awaitRecovery() throws IOException {
        lock(RECOVERY, true);
        file.unlock(RECOVERY);
    }

    /** Whether the writer has died. */
    public enum Death {
        /** The writer is alive. */
        ALIVE,
        /**
         * The writer has died. A caller that may write now holds the writer's lock, for the
         * recovery.
         */
        DEAD,
        /** Another user is checking, and will recover the file. */
        ASKED_BY_ANOTHER
    }

    /** Waits until the state is not being changed, and keeps it from changing. */
    public void holdState() throws IOException {
        lock(TURNSTILE, true);
        try {
            lock(STATE, true);
        } finally {
            file.unlock(TURNSTILE);
        }
    }

    /** Waits for readers to finish, and keeps readers out. */
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

    /** Returns whether a writer is waiting for the state to be released. */
    public boolean writerWaits() throws IOException {
        if (tryLock(TURNSTILE, true)) {
            file.unlock(TURNSTILE);
            return false;
        }
        return true;
    }

    /** Releases all locks and leaves the lock file in place. */
    public void abandon() {
        file.close();
    }

    /** Releases all locks; the last user removes the lock file. */
    @Override
    public void close() throws IOException {
        try {
            file.unlock(USERS);
            if (writable && tryLock(USERS, false)) {
                file.extend(1, true); // Marks it as removed for users that have just opened it.
                files.directory().remove(files.lock());
            }
        } finally {
            file.close();
        }
    }
}
