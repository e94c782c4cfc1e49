package io.fileview.commit.journal;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileStatus;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import io.fileview.waiting.Attempts;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

    /** The permissions of the group and of all others. */
    private static final int NOT_OWNER = 0077;

    private final CommitFiles files;
    private final EngineFile file;
    private final boolean writable;

    /** A lock file that may belong to another user than the writers of the file. */
    private static final class NotTrusted extends MappingException {
        private static final long serialVersionUID = 1;

        NotTrusted(CommitFiles files, FileStatus status) {
            super(
                    Place.of(files.name()),
                    "cannot be locked, because the lock file "
                            + files.directory().locationOf(files.lock())
                            + " belongs to a user who may not write the file"
                            + status.ownerId().map(id -> " (its owner has the id " + id + ")")
                                    .orElse("")
                            + ", so it is not used; if it is not yours, remove it, or use the native"
                            + " engine of the operating system, which needs no lock file",
                    null);
        }
    }

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
        LockFile opened = openOrCreate(files, data, forWriter);
        try {
            if (!files.isBeside(data.identity())) {
                throw files.replaced();
            }
            return opened;
        } catch (Throwable failure) {
            if (opened != null) {
                opened.close();
            }
            throw failure;
        }
    }

    private static @Nullable LockFile openOrCreate(
            CommitFiles files, EngineFile data, boolean forWriter) throws IOException {
        Optional<FileStatus> found = files.directory().status(files.lock());
        if (found.isPresent() && !isTrusted(files, data, found.get())) {
            throw new NotTrusted(files, found.get());
        }
        try {
            return open(
                    files,
                    data,
                    new OpenRequest(
                            Protection.READ_WRITE, Creation.CREATE, isOwnerOnly(data.status())));
        } catch (AccessDeniedException denied) {
            if (forWriter) {
                throw denied;
            }
            return openIfThere(files, data, false);
        }
    }

    private static boolean isTrusted(CommitFiles files, EngineFile data, FileStatus found)
            throws IOException {
        return Ownership.of(files, data).isTrusted(found);
    }

    /** Whoever may read the lock file may lock it, so that is nobody who may not read the file. */
    private static boolean isOwnerOnly(FileStatus data) {
        OptionalInt permissions = data.permissions();
        return permissions.isPresent() && (permissions.getAsInt() & NOT_OWNER) == 0;
    }

    /**
     * Opens the lock file of users that need one, if there is one and this user has not opened it
     * yet. An entry of somebody else, or one that this user may not open, is ignored: this user's
     * own locks are enough.
     *
     * @param known the lock file that this user has opened, or null
     * @return the lock file, {@code known} if nothing has changed
     */
    static @Nullable LockFile join(
            CommitFiles files, EngineFile data, @Nullable LockFile known, boolean forWriter)
            throws IOException {
        Optional<FileStatus> found = files.directory().status(files.lock());
        if (found.isEmpty()
                || (known != null && known.is(found.get().identity()))
                || !isTrusted(files, data, found.get())) {
            return known;
        }
        try {
            LockFile opened = openIfThere(files, data, forWriter);
            return opened == null ? known : opened;
        } catch (NotTrusted replaced) {
            return known;
        } catch (AccessDeniedException denied) {
            return known; // It was left by another user: nobody else can take part in its locks.
        }
    }

    private static @Nullable LockFile openIfThere(
            CommitFiles files, EngineFile data, boolean writable) throws IOException {
        try {
            return open(
                    files,
                    data,
                    OpenRequest.existing(
                            writable ? Protection.READ_WRITE : Protection.READ_ONLY));
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    private static LockFile open(CommitFiles files, EngineFile data, OpenRequest request)
            throws IOException {
        boolean writable = request.protection() == Protection.READ_WRITE;
        Attempts attempts = Attempts.within(OPENING);
        do {
            LockFile lockFile =
                    new LockFile(files, files.directory().open(files.lock(), request), writable);
            boolean joined = false;
            try {
                FileStatus status = lockFile.file.status();
                if (!isTrusted(files, data, status)) {
                    throw new NotTrusted(files, status);
                }
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

    /**
     * Releases all locks; the last user removes the file. Where that is not allowed, it stays, which
     * has no effect.
     */
    void leave() throws IOException {
        file.unlock(USERS);
        if (writable && lock(USERS, false) && isInPlace()) {
            try {
                files.directory().remove(files.lock());
            } catch (IOException leftInPlace) {
                // Its content has no meaning, and the next user locks it.
            }
        }
    }

    void close() {
        file.close();
    }
}
