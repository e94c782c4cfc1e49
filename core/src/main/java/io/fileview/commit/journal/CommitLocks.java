package io.fileview.commit.journal;

import io.fileview.MappingException;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.waiting.Attempts;
import java.io.IOException;
import java.time.Duration;

/**
 * The locks of one user of a commit file: on bytes far beyond the end of the file itself, so that
 * every name of the file leads to them. They are released when the process dies. An engine whose
 * locks on the file can be lost unnoticed also locks the same bytes of a {@link LockFile}, and every
 * user takes part in these locks if there is such a file.
 *
 * <p>Readers hold a shared lock on the state while they read, the writer an exclusive one while it
 * changes the file. Both pass a turnstile, so that new readers do not overtake a waiting writer. The
 * writer holds a lock of its own all the time, and another one as long as the file lacks no commit
 * that the journal holds: without it, readers look into the journal.
 *
 * <p>Not thread-safe.
 */
public final class CommitLocks implements AutoCloseable {
    private static final long FIRST = Long.MAX_VALUE - 255;
    static final long USERS = FIRST;
    static final long WRITER = FIRST + 1;
    static final long TURNSTILE = FIRST + 2;
    static final long STATE = FIRST + 3;
    static final long SETTLED = FIRST + 4;

    /** How long another user may hold the writer's lock that cannot become the writer either. */
    private static final Duration PATIENCE = Duration.ofMillis(25);

    private static final String ABOUT_TO_READ = "a reader that is about to acquire a read lock";

    private final CommitFiles files;
    private final FileLocks locks;
    private boolean isWriter;
    private boolean isClosed;

    private CommitLocks(CommitFiles files, FileLocks locks) {
        this.files = files;
        this.locks = locks;
    }

    /**
     * Opens the file to lock it.
     *
     * @param identity the file that the caller has opened
     * @param writable true for the writer
     */
    public static CommitLocks open(CommitFiles files, FileIdentity identity, boolean writable)
            throws IOException {
        return new CommitLocks(files, FileLocks.open(files, identity, writable));
    }

    /** Keeps all writers out while the given file is open, unless there is one. */
    public static boolean keepWritersOut(EngineFile data) throws IOException {
        return data.lock(WRITER, false, Duration.ZERO);
    }

    /** Becomes the only writer, unless there is one. */
    public boolean tryWriter() throws IOException {
        join();
        Attempts patience = Attempts.within(PATIENCE);
        do {
            if (locks.tryLock(WRITER, false)) {
                isWriter = true;
                if (!locks.areKept()) {
                    locks.lockDataAsWriter();
                }
                requireWriter();
                return true;
            }
        } while (patience.pause());
        return false;
    }

    /** Returns whether there is another lock file now. */
    private boolean join() throws IOException {
        return locks.join(isWriter);
    }

    /** An action that reads or writes the extended attribute of the file. */
    public interface AttributeAction {
        /** Runs the action. */
        void run() throws IOException;
    }

    /**
     * Runs an action on the extended attribute of the file. Access through the JDK would release the
     * writer's lock on the file, so it is released meanwhile; the lock file stays locked.
     */
    public void withAttribute(AttributeAction action) throws IOException {
        if (!isWriter || locks.areKept()) {
            action.run();
            return;
        }
        locks.unlockDataAsWriter();
        try {
            action.run();
        } finally {
            locks.lockDataAsWriter();
        }
    }

    /**
     * Throws unless this is certainly still the only writer.
     *
     * @throws MappingException if another writer may have been admitted
     */
    public void requireWriter() throws IOException {
        if (!locks.certainlyHolds(WRITER)) {
            throw files.inUse("cannot be committed any more, because the lock file "
                    + files.directory().locationOf(files.lock())
                    + " was removed, replaced or unlocked by another program, so another"
                    + " writer may have been admitted; close the file and open it again");
        }
        join();
    }

    /** Returns whether a living writer says that the file lacks no commit. */
    public boolean isSettled() throws IOException {
        return locks.isLocked(SETTLED);
    }

    /** Tells readers that the file lacks no commit. */
    public void settle(Attempts attempts) throws IOException {
        if (locks.tryLock(SETTLED, false)) {
            return;
        }
        // Readers ask for a moment, and no others begin to while they are stopped here.
        locks.lock(TURNSTILE, attempts, ABOUT_TO_READ);
        try {
            locks.lock(SETTLED, attempts, "a reader that asks whether the file lacks commits");
        } finally {
            locks.unlock(TURNSTILE);
        }
    }

    /** Tells readers that the file may lack commits, while the state is being changed. */
    public void unsettle() throws IOException {
        locks.unlock(SETTLED);
    }

    /**
     * Keeps the state from changing, unless it is being changed or a writer waits to change it.
     *
     * @param overtakes true to overtake a waiting writer, because the caller holds another read
     *     lock, which the writer may be waiting for
     */
    public boolean tryHoldState(boolean overtakes) throws IOException {
        join();
        if (!overtakes && !locks.tryLock(TURNSTILE, true)) {
            return false;
        }
        boolean isHeld = false;
        boolean isKept = false;
        try {
            try {
                isHeld = locks.tryLock(STATE, true);
            } finally {
                if (!overtakes) {
                    leaveTurnstile();
                }
            }
            isKept = isHeld && !join(); // Otherwise a user that needs the lock file has come.
        } finally {
            if (isHeld && !isKept) {
                locks.unlock(STATE);
            }
        }
        return isKept;
    }

    private void leaveTurnstile() throws IOException {
        boolean isLeft = false;
        try {
            locks.unlock(TURNSTILE);
            isLeft = true;
        } finally {
            if (!isLeft) {
                locks.unlock(TURNSTILE); // or nobody would pass it any more
            }
        }
    }

    /** Returns the exception that says who keeps the state from being held. */
    public MappingException stateInUse(Attempts attempts) {
        return locks.inUse(STATE, "the writer of a commit", attempts);
    }

    /** Waits for readers to finish, and keeps readers out. */
    public void changeState(Attempts attempts) throws IOException {
        join();
        locks.lock(TURNSTILE, attempts, ABOUT_TO_READ);
        try {
            try {
                locks.lock(STATE, attempts, "a reader with a read lock");
            } finally {
                leaveTurnstile();
            }
        } catch (Throwable failure) {
            locks.unlock(STATE); // has no effect if it was not acquired
            throw failure;
        }
    }

    /**
     * Ends {@link #tryHoldState} and {@link #changeState}.
     *
     * @throws MappingException if a writer may have changed the state although a reader held it
     */
    public void releaseState() throws IOException {
        boolean isLost;
        try {
            isLost = !isWriter && locks.mayBeLost();
        } finally {
            locks.unlock(STATE);
        }
        if (isLost) {
            throw files.inUse("may have been changed while a read lock was held, because the lock"
                    + " file "
                    + files.directory().locationOf(files.lock())
                    + " was removed, replaced or unlocked by another program; read again");
        }
    }

    /** Returns whether a writer is waiting for the state to be released. */
    public boolean writerWaits() throws IOException {
        locks.joinWhileHolding();
        return locks.isLocked(TURNSTILE);
    }

    /**
     * Returns whether the extended attribute of the file can be read by a reader in whose process
     * others may hold locks on the file.
     */
    boolean allowAttributes() {
        return locks.areKept();
    }

    /** Releases all locks and leaves a lock file in place. */
    public void abandon() {
        if (!isClosed) {
            isClosed = true;
            locks.close();
        }
    }

    /** Releases all locks; the last user of a lock file removes it. */
    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        try {
            locks.leave();
        } finally {
            abandon();
        }
    }
}
