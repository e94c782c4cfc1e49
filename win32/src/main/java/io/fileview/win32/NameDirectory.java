package io.fileview.win32;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of names are: in a directory of the user's own, closed to everybody else; or, for
 * names that the whole machine shares, in a directory of the system's where each may delete only
 * what is his own. The files themselves are always their owner's alone.
 */
final class NameDirectory {
    private static final String GUARD = "guard";
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int STICKY = 01000;

    /** A byte that no record reaches: some systems forbid reading what is locked. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final Path directory;
    private final boolean everybodys;

    /** What the names of files start with, where others put files too. */
    private final String prefix;

    /** The shared locks of this process. */
    private final Map<FileChannel, FileLock> held = new ConcurrentHashMap<>();

    private boolean checked; // guarded by the namespace

    private NameDirectory(Path directory, boolean everybodys, String prefix) {
        this.directory = directory;
        this.everybodys = everybodys;
        this.prefix = prefix;
    }

    /** A directory that is, or will be, the user's own. */
    static NameDirectory own(Path directory) {
        return new NameDirectory(directory, false, "");
    }

    /** A directory of the system's, where all users keep their names. */
    static NameDirectory everybodys(Path directory) {
        return new NameDirectory(directory, true, "fileview-global-");
    }

    /** Where {@code Global\} names are kept: shared memory, where the system takes care of it. */
    static @Nullable Path machine() {
        try {
            int mode = (int) Files.getAttribute(SHARED_MEMORY, "unix:mode");
            int owner = (int) Files.getAttribute(SHARED_MEMORY, "unix:uid");
            boolean safe = (mode & STICKY) != 0 && owner == 0 && Files.isWritable(SHARED_MEMORY);
            return safe ? SHARED_MEMORY : null;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return null; // no such directory here
        }
    }

    /** Where names are kept unless the program says otherwise: in memory where the system can. */
    static Path usual() {
        Path parent =
                Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY)
                        ? SHARED_MEMORY
                        : Path.of(System.getProperty("java.io.tmpdir"));
        String user = System.getProperty("user.name").toLowerCase(Locale.ROOT);
        return parent.resolve("fileview-" + user.replaceAll("[^a-z0-9_.-]", "_"));
    }

    Path path(String file) {
        return directory.resolve(prefix + file);
    }

    /** Something done with all names locked against other processes. */
    interface Guarded<T> {
        T run() throws IOException;
    }

    <T> T whileGuarded(Guarded<T> action) throws IOException {
        // The channels of names must not be closed by the interruption of whoever comes by.
        boolean interrupted = Thread.interrupted();
        try {
            return guarded(action);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T guarded(Guarded<T> action) throws IOException {
        try (FileChannel channel = everybodys ? openSharedGuard() : openOwnGuard()) {
            channel.lock();
            return action.run();
        }
    }

    private FileChannel openOwnGuard() throws IOException {
        boolean made = prepare();
        FileChannel channel = openOwn(path(GUARD), StandardOpenOption.CREATE);
        try {
            if (made || !checked) {
                requireOwn();
                checked = true;
            }
            return channel;
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    /** The guard that all users lock: it appears with its permissions, or not at all. */
    private FileChannel openSharedGuard() throws IOException {
        if (!Files.exists(path(GUARD), LinkOption.NOFOLLOW_LINKS)) {
            Path made = path(GUARD + "." + UUID.randomUUID());
            createFile(made);
            try {
                Files.setPosixFilePermissions(
                        made, PosixFilePermissions.fromString("rw-rw-rw-"));
                Files.createLink(path(GUARD), made);
            } catch (FileAlreadyExistsException _) {
                // Somebody else was first.
            } finally {
                Files.delete(made);
            }
        }
        return openExisting(GUARD);
    }

    private FileChannel openExisting(String file) throws IOException {
        return FileChannel.open(
                path(file),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    boolean exists(String file) {
        return Files.exists(path(file), LinkOption.NOFOLLOW_LINKS);
    }

    /** Opens the file of a name, which must be the user's: what it says will be believed. */
    FileChannel open(String file) throws IOException {
        FileChannel channel = openExisting(file);
        if (everybodys && !isOwn(file)) {
            channel.close();
            throw new AccessDeniedException(
                    path(file).toString(), null, "the name belongs to another user");
        }
        return channel;
    }

    private boolean isOwn(String file) throws IOException {
        return Files.getAttribute(path(file), "unix:uid", LinkOption.NOFOLLOW_LINKS)
                .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    /** True if it was made now. */
    private boolean prepare() throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            Files.createDirectory(directory, modes(directory, "rwx------"));
            return true;
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            throw new AccessDeniedException(
                    directory.toString(), null, "is not a directory; remove it");
        }
    }

    /** The guard was made by us, or by whoever owns the directory. */
    private void requireOwn() throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        String modes = PosixFilePermissions.toString(view.readAttributes().permissions());
        Path probe = Files.createTempFile(directory, "probe", null);
        boolean own;
        try {
            own = Files.getOwner(probe).equals(view.getOwner());
        } finally {
            Files.delete(probe);
        }
        if (!own || !modes.endsWith("------")) {
            throw new AccessDeniedException(
                    directory.toString(),
                    null,
                    "must belong to you alone, and has the permissions " + modes + "; remove it");
        }
    }

    FileChannel create(String file) throws IOException {
        return openOwn(path(file), StandardOpenOption.CREATE_NEW);
    }

    /** Creates a file that only the user may open. */
    static void createFile(Path path) throws IOException {
        Files.createFile(path, modes(path, "rw-------"));
    }

    private static FileChannel openOwn(Path path, StandardOpenOption creation) throws IOException {
        return FileChannel.open(
                path,
                Set.of(creation, StandardOpenOption.READ, StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                modes(path, "rw-------"));
    }

    private static FileAttribute<?>[] modes(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    void lockShared(FileChannel channel) throws IOException {
        held.put(channel, channel.lock(LOCKED_BYTE, 1, true));
    }

    /**
     * Gives up this process's lock, and tells whether nobody else has one. Call with the guard held.
     */
    boolean becomeLast(FileChannel channel) throws IOException {
        FileLock shared = held.remove(channel);
        if (shared != null) {
            shared.release();
        }
        FileLock alone = channel.tryLock(LOCKED_BYTE, 1, false);
        if (alone == null) {
            return false;
        }
        alone.release();
        return true;
    }

    /** Deletes the file of a name that nobody has, and the bytes that it speaks of. */
    void delete(String file, FileChannel channel) throws IOException {
        try (DirectoryStream<Path> bytes =
                Files.newDirectoryStream(directory, prefix + file + ".*.bytes")) {
            for (Path path : bytes) {
                Files.deleteIfExists(path);
            }
        }
        channel.truncate(0);
        Files.deleteIfExists(path(file));
    }

    /** Removes what killed processes have left behind. Call with the guard held. */
    void sweep(Set<String> own) throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, prefix + "[gl][-+]*")) {
            for (Path path : files) {
                String file = path.getFileName().toString().substring(prefix.length());
                boolean name = file.indexOf('.') < 0 && !own.contains(file);
                if (name && (!everybodys || isOwn(file))) {
                    sweep(file);
                }
            }
        }
    }

    private void sweep(String file) throws IOException {
        try (FileChannel channel = openExisting(file)) {
            if (becomeLast(channel)) {
                delete(file, channel);
            }
        }
    }
}
