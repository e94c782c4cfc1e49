package io.fileview.commit.journal;

import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.waiting.Attempts;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file beside the data file that is opened only to be locked. On most operating systems, closing
 * any descriptor of a file releases the locks that the process acquired through the JDK, so the
 * portable engine cannot rely on locks of the data file alone. The content of the file has no
 * meaning. Its last user removes it. Not thread-safe.
 */
final class LockFile {
    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final long USERS = CommitLocks.USERS;

    private final CommitFiles files;
    private final EngineFile file;
    private final boolean writable;

    private LockFile(CommitFiles files, EngineFile file, boolean writable) {
        this.files = files;
        this.file = file;
        this.writable = writable;
    }

    /**
     * Opens or creates the lock file; returns null for a reader that may not create it, because a
     * writer that keeps its locks needs none. The directory may have been renamed since the data file
     * was opened, and another one be there.
     */
    static @Nullable LockFile open(CommitFiles files, EngineFile data, boolean forWriter)
            throws IOException {
        LockFile opened = openOrCreate(files, forWriter);
        boolean isBeside = false;
        try {
            isBeside = files.isBeside(data.identity());
        } finally {
            if (opened != null && !isBeside) {
                opened.close();
            }
        }
        if (!isBeside) {
            throw files.replaced();
        }
        return opened;
    }

    private static @Nullable LockFile openOrCreate(CommitFiles files, boolean forWriter)
            throws IOException {
        try {
            return open(
                    files, new OpenRequest(Protection.READ_WRITE, Creation.CREATE, false), true);
        } catch (AccessDeniedException denied) {
            if (forWriter) {
                throw denied;
            }
            return openIfThere(files, false);
        }
    }

    /**
     * Opens the lock file of users that need one, if there is one and this user has not opened it
     * yet.
     *
     * @param known the lock file that this user has opened, or null
     * @return the lock file, {@code known} if nothing has changed
     */
    static @Nullable LockFile join(CommitFiles files, @Nullable LockFile known, boolean forWriter)
            throws IOException {
        Optional<FileIdentity> found = files.directory().find(files.lock());
        if (found.isEmpty() || (known != null && known.is(found.get()))) {
            return known;
        }
        LockFile opened = openIfThere(files, forWriter);
        return opened == null ? known : opened;
    }

    private static @Nullable LockFile openIfThere(CommitFiles files, boolean writable)
            throws IOException {
        try {
            return open(
                    files,
                    OpenRequest.existing(
                            writable ? Protection.READ_WRITE : Protection.READ_ONLY),
                    writable);
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    private static LockFile open(CommitFiles files, OpenRequest request, boolean writable)
            throws IOException {
        Attempts attempts = Attempts.within(OPENING);
        do {
            LockFile lockFile =
                    new LockFile(files, files.directory().open(files.lock(), request), writable);
            boolean joined = false;
            try {
                joined = lockFile.lock(USERS, true) && lockFile.isInPlace();
            } finally {
                if (!joined) {
                    lockFile.close(); // Its last user has just removed it.
                }
            }
            if (joined) {
                return lockFile;
            }
        } while (attempts.pause());
        throw files.inUse("cannot be opened, because the lock file "
                + files.directory().locationOf(files.lock())
                + " is locked by another program; end that program");
    }

    private boolean is(FileIdentity identity) {
        return file.identity().key().equals(identity.key());
    }

    /** Returns whether other users find this lock file. */
    boolean isInPlace() throws IOException {
        return files.directory().find(files.lock()).filter(this::is).isPresent();
    }

    boolean lock(long position, boolean shared) throws IOException {
        return file.lock(position, shared, Duration.ZERO);
    }

    void unlock(long position) throws IOException {
        file.unlock(position);
    }

    /** Returns whether a lock is still held, on the file that every other user would lock. */
    boolean holds(long position) throws IOException {
        return isInPlace() && file.holdsLock(position);
    }

    List<String> holders(long position) {
        return file.lockHolders(position);
    }

    /** Releases all locks; the last user removes the file. */
    void leave() throws IOException {
        file.unlock(USERS);
        if (writable && lock(USERS, false) && isInPlace()) {
            files.directory().remove(files.lock());
        }
    }

    void close() {
        file.close();
    }
}
