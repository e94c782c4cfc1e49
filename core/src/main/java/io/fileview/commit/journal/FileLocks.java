package io.fileview.commit.journal;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.messages.FirstTen;
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
 * The locks of one user on bytes of a file, together with those on the same bytes of its {@link
 * LockFile}, if there is one. A user whose locks on the file can be lost unnoticed keeps its locks
 * on the lock file, and only asks whether the bytes of the file are free. All other users lock both
 * files. Not thread-safe.
 */
final class FileLocks {
    private final CommitFiles files;
    private final EngineFile data;
    private final boolean writable;
    private @Nullable UsersInProcess inProcess;
    private @Nullable LockFile lockFile;

    private FileLocks(CommitFiles files, EngineFile data, boolean writable) {
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
    static FileLocks open(CommitFiles files, FileIdentity identity, boolean writable)
            throws IOException {
        EngineFile data =
                files.openData(
                        OpenRequest.existing(
                                writable ? Protection.READ_WRITE : Protection.READ_ONLY));
        FileLocks locks = new FileLocks(files, data, writable);
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
            locks.close();
            throw failure;
        }
    }

    /** Returns whether no other part of the process can release the locks on the file. */
    boolean areKept() {
        return data.keepsLocks();
    }

    /**
     * Takes part in the locks of a lock file that has come or has taken the place of the known one.
     * The writer locks its byte there, too. A writer that relies on the lock file alone must not
     * change to another one.
     *
     * @param isWriter whether this user is the writer
     * @return true if there is another lock file now, where a reader holds no lock
     * @throws MappingException if there is another writer
     */
    boolean join(boolean isWriter) throws IOException {
        LockFile known = lockFile;
        LockFile found;
        if (areKept()) {
            found = LockFile.join(files, data, known, writable);
        } else {
            found = isWriter ? known : inPlace(known);
        }
        if (found == known) {
            return false;
        }
        if (isWriter && found != null) {
            lockAsWriter(found);
        }
        if (known != null) {
            known.close();
        }
        lockFile = found;
        return true;
    }

    /**
     * Takes part in the locks of a lock file that has come, although this reader holds locks: they
     * stay held on the file. Has no effect if the reader holds them on a lock file alone.
     */
    void joinWhileHolding() throws IOException {
        if (areKept() || lockFile == null) {
            join(false);
        }
    }

    /**
     * Returns the lock file that others find. One that another program has removed is made again; a
     * reader that may not make one opens the one that a writer has made meanwhile.
     */
    private @Nullable LockFile inPlace(@Nullable LockFile known) throws IOException {
        boolean isRight =
                known == null
                        ? files.directory().find(files.lock()).isEmpty()
                        : known.isInPlace();
        return isRight ? known : LockFile.open(files, data, writable);
    }

    private void lockAsWriter(LockFile found) throws IOException {
        boolean locked = false;
        try {
            locked = found.lock(CommitLocks.WRITER, false);
        } finally {
            if (!locked) {
                found.close();
            }
        }
        if (!locked) {
            throw anotherWriter();
        }
    }

    /**
     * Locks the writer's byte of the file, though the lock may be lost: a name in another directory,
     * such as a mount of the file alone, has another lock file.
     */
    void lockDataAsWriter() throws IOException {
        if (!data.lock(CommitLocks.WRITER, false, Duration.ZERO)) {
            throw anotherWriter();
        }
    }

    /** Ends {@link #lockDataAsWriter}; the lock file stays locked. */
    void unlockDataAsWriter() throws IOException {
        data.unlock(CommitLocks.WRITER);
    }

    private MappingException anotherWriter() {
        return inUse(CommitLocks.WRITER, "another writer", Attempts.within(Duration.ZERO));
    }

    /** Returns whether an exclusive lock has certainly not been lost. */
    boolean certainlyHolds(long position) throws IOException {
        return areKept() || (lockFile != null && lockFile.holds(position));
    }

    /** Returns whether others do not find the lock file that this user relies on. */
    boolean mayBeLost() throws IOException {
        return !areKept() && lockFile != null && !lockFile.isInPlace();
    }

    /** Acquires a lock, or waits for it. */
    void lock(long position, Attempts attempts, String holder) throws IOException {
        while (!tryLock(position, false)) {
            if (!attempts.pause()) {
                throw inUse(position, holder, attempts);
            }
        }
    }

    /** Acquires a lock, unless another user holds one that excludes it. */
    boolean tryLock(long position, boolean shared) throws IOException {
        LockFile besides = lockFile;
        if (besides != null && !areKept()) {
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

    /** Releases a lock, wherever this user holds it. */
    void unlock(long position) throws IOException {
        try {
            if (lockFile != null) {
                lockFile.unlock(position);
            }
        } finally {
            data.unlock(position);
        }
    }

    /** Returns whether another user holds a lock alone. */
    boolean isLocked(long position) throws IOException {
        if (!tryLock(position, true)) {
            return true;
        }
        unlock(position);
        return false;
    }

    /** Returns the exception that says who keeps a lock from being acquired. */
    MappingException inUse(long position, String holder, Attempts attempts) {
        List<String> holders = holders(position);
        return files.inUse("is in use by "
                + holder
                + (holders.isEmpty() ? "" : " (" + FirstTen.of(holders) + ")")
                + ", which did not finish within "
                + attempts.describeLimit()
                + "; end it there, or allow a longer time");
    }

    private List<String> holders(long position) {
        List<String> holders = new ArrayList<>(data.lockHolders(position));
        if (lockFile != null) {
            for (String holder : lockFile.holders(position)) {
                if (!holders.contains(holder)) {
                    holders.add(holder);
                }
            }
        }
        return holders;
    }

    /** Leaves the lock file, which the last user removes; {@link #close} must follow. */
    void leave() throws IOException {
        if (lockFile != null) {
            lockFile.leave();
        }
    }

    /** Releases all locks. */
    void close() {
        if (lockFile != null) {
            lockFile.close();
        }
        data.close();
        if (inProcess != null) {
            inProcess.leave();
        }
    }
}
