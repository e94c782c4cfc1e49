package io.fileview.commit.journal;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.OpenRequest;
import io.fileview.waiting.Attempts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    private final CommitFiles files;
    private final EngineFile data;
    private final boolean writable;
    private @Nullable UsersInProcess inProcess;
    private @Nullable LockFile lockFile;
    private boolean isWriter;

    /** Whether the writer's lock is held on the file, too, though it may be lost. */
    private boolean locksFile;

    private boolean isClosed;

    private CommitLocks(CommitFiles files, EngineFile data, boolean writable) {
        this.files = files;
        this.data = data;
        this.writable = writable;
    }

    /**
     * Opens the file to lock it.
     *
     * @param identity the file that the caller has opened
     * @param writable true for the writer
     */
    public static CommitLocks open(CommitFiles files, FileIdentity identity, boolean writable)
            throws IOException {
        EngineFile data =
                files.openData(
                        OpenRequest.existing(
                                writable ? Protection.READ_WRITE : Protection.READ_ONLY));
        CommitLocks locks = new CommitLocks(files, data, writable);
        try {
            if (!data.identity().key().equals(identity.key())) {
                throw files.replaced();
            }
            locks.inProcess = UsersInProcess.join(files, data);
            if (!data.keepsLocks()) {
                locks.lockFile = LockFile.open(files, data, writable);
            }
            return locks;
        } catch (Throwable failure) {
            locks.abandon();
            throw failure;
        }
    }

    /** Keeps all writers out while the given file is open, unless there is one. */
    public static boolean keepWritersOut(EngineFile data) throws IOException {
        return data.lock(WRITER, false, Duration.ZERO);
    }

    /** Becomes the only writer, unless there is one. */
    public boolean tryWriter() throws IOException {
        joinLockFile();
        Attempts patience = Attempts.within(PATIENCE);
        do {
            if (tryLock(WRITER, false)) {
                isWriter = true;
                locksFile = lockFile != null && !data.keepsLocks() && lockData();
                requireWriter();
                return true;
            }
        } while (patience.pause());
        return false;
    }

    /** A name in another directory, such as a mount of the file alone, has another lock file. */
    private boolean lockData() throws IOException {
        if (!data.lock(WRITER, false, Duration.ZERO)) {
            throw inUse(WRITER, "another writer", Attempts.within(Duration.ZERO));
        }
        return true;
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
        if (!locksFile) {
            action.run();
            return;
        }
        data.unlock(WRITER);
        try {
            action.run();
        } finally {
            lockData();
        }
    }

    /**
     * Throws unless this is certainly still the only writer.
     *
     * @throws MappingException if another writer may have been admitted
     */
    public void requireWriter() throws IOException {
        LockFile besides = lockFile;
        if (!data.keepsLocks() && (besides == null || !besides.holds(WRITER))) {
            throw files.inUse("cannot be committed any more, because the lock file "
                    + files.directory().locationOf(files.lock())
                    + " was removed, replaced or unlocked by another program, so another"
                    + " writer may have been admitted; close the file and open it again");
        }
        joinLockFile();
    }

    /** Returns whether a living writer says that the file lacks no commit. */
    public boolean isSettled() throws IOException {
        return isLocked(SETTLED);
    }

    private boolean isLocked(long position) throws IOException {
        if (!tryLock(position, true)) {
            return true;
        }
        unlock(position);
        return false;
    }

    /** Tells readers that the file lacks no commit. */
    public void settle(Attempts attempts) throws IOException {
        if (tryLock(SETTLED, false)) {
            return;
        }
        // Readers ask for a moment, and no others begin to while they are stopped here.
        lock(TURNSTILE, attempts, "a reader that is about to acquire a read lock");
        try {
            lock(SETTLED, attempts, "a reader that asks whether the file lacks commits");
        } finally {
            unlock(TURNSTILE);
        }
    }

    /** Tells readers that the file may lack commits, while the state is being changed. */
    public void unsettle() throws IOException {
        unlock(SETTLED);
    }

    /**
     * Keeps the state from changing, unless it is being changed or a writer waits to change it.
     *
     * @param overtakes true to overtake a waiting writer, because the caller holds another read
     *     lock, which the writer may be waiting for
     */
    public boolean tryHoldState(boolean overtakes) throws IOException {
        joinLockFile();
        if (!overtakes && !tryLock(TURNSTILE, true)) {
            return false;
        }
        LockFile before = lockFile;
        boolean held = false;
        boolean isInTurnstile = !overtakes;
        boolean isDone = false;
        try {
            held = tryLock(STATE, true);
            if (isInTurnstile) {
                unlock(TURNSTILE);
                isInTurnstile = false;
            }
            joinLockFile();
            isDone = true;
        } finally {
            if (held && (!isDone || lockFile != before)) {
                unlockBefore(before, STATE);
            }
            if (isInTurnstile) {
                unlockBefore(before, TURNSTILE); // once more, if that was what failed
            }
        }
        return held && lockFile == before; // Otherwise a user that needs the lock file has come.
    }

    /** Releases a lock that was acquired with an earlier lock file; a closed one has no locks. */
    private void unlockBefore(@Nullable LockFile before, long position) throws IOException {
        if (before != null && before == lockFile) {
            before.unlock(position);
        }
        if (before == null || data.keepsLocks()) {
            data.unlock(position);
        }
    }

    /** Returns the exception that says who keeps the state from being held. */
    public MappingException stateInUse(Attempts attempts) {
        return inUse(STATE, "the writer, which is writing a commit to the file or waits to,",
                attempts);
    }

    /** Waits for readers to finish, and keeps readers out. */
    public void changeState(Attempts attempts) throws IOException {
        joinLockFile();
        lock(TURNSTILE, attempts, "a reader that is about to acquire a read lock");
        boolean held = false;
        boolean isDone = false;
        try {
            lock(STATE, attempts, "a reader with a read lock");
            held = true;
            unlock(TURNSTILE);
            isDone = true;
        } finally {
            if (held && !isDone) {
                unlock(STATE);
            }
            if (!isDone) {
                unlock(TURNSTILE); // once more, if that was what failed
            }
        }
    }

    /**
     * Ends {@link #tryHoldState} and {@link #changeState}.
     *
     * @throws MappingException if a writer may have changed the state although a reader held it
     */
    public void releaseState() throws IOException {
        LockFile besides = isWriter || data.keepsLocks() ? null : lockFile;
        boolean isLost;
        try {
            isLost = besides != null && !besides.isInPlace();
        } finally {
            unlock(STATE);
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
        return isLocked(TURNSTILE);
    }

    private void joinLockFile() throws IOException {
        if (!data.keepsLocks()) {
            LockFile known = lockFile;
            if (!isWriter && known != null && !known.isInPlace()) { // removed by another program
                lockFile = null;
                known.close();
                lockFile = LockFile.open(files, data, writable);
            }
            return;
        }
        LockFile found = LockFile.join(files, data, lockFile, writable);
        if (found != null && found != lockFile) {
            if (isWriter && !found.lock(WRITER, false)) {
                found.close();
                throw inUse(WRITER, "another writer", Attempts.within(Duration.ZERO));
            }
            if (lockFile != null) {
                lockFile.close();
            }
            lockFile = found;
        }
    }

    private void lock(long position, Attempts attempts, String holder) throws IOException {
        lock(position, false, attempts, holder);
    }

    private void lock(long position, boolean shared, Attempts attempts, String holder)
            throws IOException {
        while (!tryLock(position, shared)) {
            if (!attempts.pause()) {
                throw inUse(position, holder, attempts);
            }
        }
    }

    private MappingException inUse(long position, String holder, Attempts attempts) {
        List<String> holders = holders(position);
        return files.inUse("is in use by "
                + holder
                + (holders.isEmpty() ? "" : " (" + String.join(", ", holders) + ")")
                + ", which did not finish within "
                + attempts.describeLimit()
                + "; end it there, or allow a longer time");
    }

    private List<String> holders(long position) {
        List<String> holders = new ArrayList<>(data.lockHolders(position));
        LockFile besides = lockFile;
        if (besides != null) {
            for (String holder : besides.holders(position)) {
                if (!holders.contains(holder)) {
                    holders.add(holder);
                }
            }
        }
        return holders;
    }

    private boolean tryLock(long position, boolean shared) throws IOException {
        LockFile besides = lockFile;
        if (besides != null && !data.keepsLocks()) {
            return besides.lock(position, shared) && isFreeInFile(besides, position, shared);
        }
        if (!data.lock(position, shared, Duration.ZERO)) {
            return false;
        }
        boolean locked = false;
        try {
            locked = besides == null || besides.lock(position, shared);
            return locked;
        } finally {
            if (!locked) {
                data.unlock(position);
            }
        }
    }

    /**
     * A user that keeps its locks on the file itself may not have noticed the lock file yet. From now
     * on it does. A lock on the file is not kept here: it would be lost, and reading the extended
     * attribute through the JDK would release it.
     */
    private boolean isFreeInFile(LockFile besides, long position, boolean shared)
            throws IOException {
        boolean free = false;
        try {
            free = data.lock(position, shared, Duration.ZERO);
            return free;
        } finally {
            if (free) {
                data.unlock(position);
            } else {
                besides.unlock(position);
            }
        }
    }

    private void unlock(long position) throws IOException {
        LockFile besides = lockFile;
        try {
            if (besides != null) {
                besides.unlock(position);
            }
        } finally {
            if (besides == null || data.keepsLocks()) {
                data.unlock(position);
            }
        }
    }

    /**
     * Returns whether the extended attribute of the file can be read by a reader in whose process
     * others may hold locks on the file.
     */
    boolean allowAttributes() {
        return data.keepsLocks();
    }

    /** Releases all locks and leaves a lock file in place. */
    public void abandon() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (lockFile != null) {
            lockFile.close();
        }
        data.close();
        if (inProcess != null) {
            inProcess.leave();
        }
    }

    /** Releases all locks; the last user of a lock file removes it. */
    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        try {
            if (lockFile != null) {
                lockFile.leave();
            }
        } finally {
            abandon();
        }
    }
}
