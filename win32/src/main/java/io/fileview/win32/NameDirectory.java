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
 * The directory that holds a file for each name. It is either private to the user or, for names
 * that the whole machine shares, a sticky directory of the system, in which users may delete only
 * their own files. The files themselves are always accessible to their owner only.
 */
final class NameDirectory {
    private static final String GUARD = "guard";
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int STICKY = 01000;

    /** A byte after the end of every record: some systems forbid reading locked bytes. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final Path directory;
    private final boolean machineWide;

    /** The prefix of the file names, in a directory that others use too. */
    private final String prefix;

    /** The shared locks that this process holds. */
    private final Map<FileChannel, FileLock> held = new ConcurrentHashMap<>();

    private boolean checked; // guarded by the namespace

    private NameDirectory(Path directory, boolean machineWide, String prefix) {
        this.directory = directory;
        this.machineWide = machineWide;
        this.prefix = prefix;
    }

    /** A directory that is private to the user; it is created when it is first needed. */
    static NameDirectory ofUser(Path directory) {
        return new NameDirectory(directory, false, "");
    }

    /** A directory of the system in which all users keep their names. */
    static NameDirectory ofMachine(Path directory) {
        return new NameDirectory(directory, true, "fileview-global-");
    }

    /** The directory for {@code Global\} names: shared memory, or null if that is not safe here. */
    static @Nullable Path machineDirectory() {
        try {
            int mode = (int) Files.getAttribute(SHARED_MEMORY, "unix:mode");
            int owner = (int) Files.getAttribute(SHARED_MEMORY, "unix:uid");
            boolean safe = (mode & STICKY) != 0 && owner == 0 && Files.isWritable(SHARED_MEMORY);
            return safe ? SHARED_MEMORY : null;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return null; // there is no such directory on this system
        }
    }

    /** The default directory for the user's names: in shared memory if the system has it. */
    static Path userDirectory() {
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

    /** An action that runs while no other process can change the names. */
    interface Locked<T> {
        T run() throws IOException;
    }

    <T> T whileLocked(Locked<T> action) throws IOException {
        // An interrupt of the calling thread must not close the channels of the names.
        boolean interrupted = Thread.interrupted();
        try {
            return locked(action);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T locked(Locked<T> action) throws IOException {
        try (FileChannel channel = machineWide ? openSharedGuard() : openOwnGuard()) {
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

    /**
     * The guard file that all users lock. It is created atomically together with its permissions.
     */
    private FileChannel openSharedGuard() throws IOException {
        if (!Files.exists(path(GUARD), LinkOption.NOFOLLOW_LINKS)) {
            Path made = path(GUARD + "." + UUID.randomUUID());
            createFile(made);
            try {
                Files.setPosixFilePermissions(
                        made, PosixFilePermissions.fromString("rw-rw-rw-"));
                Files.createLink(path(GUARD), made);
            } catch (FileAlreadyExistsException _) {
                // Another process created it first.
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

    /** Opens the file of a name. It must belong to the user, because its content is trusted. */
    FileChannel open(String file) throws IOException {
        FileChannel channel = openExisting(file);
        if (machineWide && !isOwn(file)) {
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

    /** True if this call created the directory. */
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
                    directory.toString(), null, "it is not a directory; remove it");
        }
    }

    /** Refuses a directory that belongs to another user or that others may enter. */
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
                    "it must belong to the current user and be closed to others, and its"
                            + " permissions are " + modes + "; remove it");
        }
    }

    FileChannel create(String file) throws IOException {
        return openOwn(path(file), StandardOpenOption.CREATE_NEW);
    }

    /** Creates a file that only the user can open. */
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
     * Releases this process's lock; returns true if no other process holds one. Call with the guard
     * file locked.
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

    /** Deletes the file of a name that no process holds, and the files of its object's bytes. */
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

    /** Removes the names that killed processes left behind. Call with the guard file locked. */
    void sweep(Set<String> own) throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, prefix + "[gl][-+]*")) {
            for (Path path : files) {
                String file = path.getFileName().toString().substring(prefix.length());
                boolean name = file.indexOf('.') < 0 && !own.contains(file);
                if (name && (!machineWide || isOwn(file))) {
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
