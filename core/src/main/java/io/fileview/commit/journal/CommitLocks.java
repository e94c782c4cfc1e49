package io.fileview.journal;

import io.fileview.spi.Engine;
import io.fileview.spi.Engine.Creation;
import io.fileview.spi.OpenFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The locks of one user of a commit file, on bytes of an empty file beside it. They go when the
 * process dies.
 *
 * <p>Readers hold the state steady while they read, the writer while it changes the file. Both pass a
 * turnstile, so that a writer that waits is not overtaken by ever more readers.
 */
public final class CommitLocks implements AutoCloseable {
    private static final long USERS = 0;
    private static final long WRITER = 1;
    private static final long TURNSTILE = 2;
    private static final long STATE = 3;
    private static final long RECOVERY = 4;
    private static final int ATTEMPTS = 5;
    private static final long MOMENT_NANOS = 5_000_000;

    private final OpenFile file;
    private final Path path;
    private final boolean writable;

    private CommitLocks(OpenFile file, Path path, boolean writable) {
        this.file = file;
        this.path = path;
        this.writable = writable;
    }

    /** Opens the lock file of somebody who may change the commit file. */
    public static CommitLocks forWriter(Engine engine, CommitFiles files) throws IOException {
        return open(engine, files.lock(), true);
    }

    /** Opens the lock file of a reader, who cannot recover where he may not write to it. */
    public static CommitLocks forReader(Engine engine, CommitFiles files) throws IOException {
        while (true) {
            try {
                return open(engine, files.lock(), true);
            } catch (AccessDeniedException denied) {
                try {
                    return open(engine, files.lock(), false);
                } catch (NoSuchFileException none) {
                    throw new AccessDeniedException(
                            files.lock().toString(),
                            null,
                            "readers and the writer lock each other out with this file, which does"
                                    + " not exist and may not be created ("
                                    + denied.getReason()
                                    + "); ask for write permission on the directory");
                }
            }
        }
    }

    private static CommitLocks open(Engine engine, Path path, boolean writable)
            throws IOException {
        while (true) {
            OpenFile file =
                    engine.openFile(
                            path, writable, writable ? Creation.CREATE : Creation.EXISTING, false);
            try {
                file.lock(USERS, true);
                if (file.size() == 0) {
                    return new CommitLocks(file, path, writable);
                }
            } catch (Throwable failure) {
                file.close();
                throw failure;
            }
            file.close(); // Its last user has just removed it: another has that name now, or none.
        }
    }

    /** Tells whether this user may become the writer, or recover. */
    public boolean mayWrite() {
        return writable;
    }

    /**
     * Becomes the only writer, unless there is one. Waits for a recovery, whose writer leaves; and a
     * reader that may not write asks for a moment whether there is a writer by sharing its lock.
     */
    public boolean tryWriter() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            file.lock(RECOVERY, true);
            try {
                if (file.tryLock(WRITER, false)) {
                    return true;
                }
            } finally {
                file.unlock(RECOVERY);
            }
            LockSupport.parkNanos(MOMENT_NANOS);
        }
        return false;
    }

    /** Asks, while the state is held, whether the writer of a journal that is there has died. */
    public Death writerDeath() throws IOException {
        if (!writable) {
            if (!file.tryLock(WRITER, true)) {
                return Death.ALIVE;
            }
            file.unlock(WRITER);
            return Death.DEAD;
        }
        if (!file.tryLock(RECOVERY, false)) {
            return Death.ASKED_BY_ANOTHER;
        }
        if (file.tryLock(WRITER, false)) {
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
        file.lock(RECOVERY, true);
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
        file.lock(TURNSTILE, true);
        try {
            file.lock(STATE, true);
        } finally {
            file.unlock(TURNSTILE);
        }
    }

    /** Waits until nobody reads, and keeps readers out. */
    public void changeState() throws IOException {
        file.lock(TURNSTILE, false);
        try {
            file.lock(STATE, false);
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
        if (file.tryLock(TURNSTILE, true)) {
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
            if (writable && file.tryLock(USERS, false)) {
                file.setSize(1); // Whoever has opened it meanwhile sees that it is not the one.
                Files.deleteIfExists(path);
            }
        } finally {
            file.close();
        }
    }
}
