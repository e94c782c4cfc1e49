package io.fileview.win32;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds a file for each name. It is private to the user; that a {@code Global\}
 * name is taken is shown to other users by {@link GlobalClaims}. Call with the {@link NameGuard}
 * held.
 */
final class NameDirectory {
    /** A byte after the end of every record: some systems forbid reading locked bytes. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final Path directory;
    private final @Nullable GlobalClaims claims;

    /** The shared locks that this process holds. */
    private final Map<FileChannel, FileLock> held = new ConcurrentHashMap<>();

    /**
     * The files of names in a directory.
     *
     * @param claims the names that other users have; null if {@code Global\} names are the user's
     *     own
     */
    NameDirectory(Path directory, @Nullable GlobalClaims claims) {
        this.directory = directory;
        this.claims = claims;
    }

    Path path(String file) {
        return directory.resolve(file);
    }

    /** What identifies the file of a name; null if there is none. */
    @Nullable Object key(String file) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            path(file), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Object key = attributes.fileKey();
            return key != null ? key : file;
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    FileChannel open(String file) throws IOException {
        return FileChannel.open(
                path(file),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    FileChannel create(String file) throws IOException {
        return FileChannel.open(
                path(file),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                        StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                OwnDirectory.modes(directory, "rw-------"));
    }

    /** Creates a file that only the user can open. */
    static void createFile(Path path) throws IOException {
        Files.createFile(path, OwnDirectory.modes(path, "rw-------"));
    }

    /** Refuses a {@code Global\} name that another user has. */
    void requireNotOfOthers(ObjectName name) throws IOException {
        if (claims != null && name.global()) {
            claims.requireNotOfOthers(name.fileName());
        }
    }

    /** Takes a {@code Global\} name for the user. */
    void claim(ObjectName name) throws IOException {
        if (claims != null && name.global()) {
            claims.take(name.fileName());
        }
    }

    private void giveUp(String file) throws IOException {
        if (claims != null) {
            claims.giveUp(file);
        }
    }

    /** Shows other processes that this one has handles of the name. Waits for nobody. */
    void lockShared(FileChannel channel, String file) throws IOException {
        FileLock lock = tryLock(channel, true);
        if (lock == null) {
            // Only a process that ignores the guard can be meant.
            throw new NamesRefusedException(
                    WinError.ERROR_LOCK_VIOLATION,
                    path(file) + " is locked by " + LockHolders.of(path(file))
                            + "; end it, or remove the file");
        }
        held.put(channel, lock);
    }

    private static @Nullable FileLock tryLock(FileChannel channel, boolean shared)
            throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, shared);
        } catch (OverlappingFileLockException _) {
            return null; // other code of this JVM has locked it
        }
    }

    /** Releases this process's lock; returns true if no other process holds one. */
    boolean becomeLast(FileChannel channel) throws IOException {
        FileLock shared = held.remove(channel);
        if (shared != null) {
            shared.release();
        }
        FileLock alone = tryLock(channel, false);
        if (alone == null) {
            return false;
        }
        alone.release();
        return true;
    }

    /** Closes the channel, and with it releases this process's lock. */
    void leave(FileChannel channel) {
        held.remove(channel);
        Closing.quietly(channel);
    }

    /** Deletes the file of a name that no process holds, and the files of its object's bytes. */
    void delete(String file) throws IOException {
        try (DirectoryStream<Path> bytes =
                Files.newDirectoryStream(directory, file + ".*.bytes")) {
            for (Path path : bytes) {
                Files.deleteIfExists(path);
            }
        }
        Files.deleteIfExists(path(file));
        giveUp(file);
    }

    /** Deletes what is left of a name that could not be made. */
    void undo(String file, Path bytes) throws IOException {
        Files.deleteIfExists(bytes);
        Files.deleteIfExists(path(file));
        giveUp(file);
    }

    /** Removes the names that killed processes left behind. */
    void sweep(Set<String> own) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[gl][-+]*")) {
            for (Path path : files) {
                String file = path.getFileName().toString();
                if (file.indexOf('.') < 0 && !own.contains(file)) {
                    sweep(file);
                }
            }
        }
        if (claims != null) {
            claims.sweep(file -> Files.exists(path(file), LinkOption.NOFOLLOW_LINKS));
        }
    }

    private void sweep(String file) {
        // One entry that cannot be opened does not make the others unusable.
        try (FileChannel channel = open(file)) {
            if (becomeLast(channel)) {
                delete(file);
            }
        } catch (IOException e) {
            Closing.report(e);
        }
    }
}
