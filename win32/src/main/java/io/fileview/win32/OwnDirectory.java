package io.fileview.win32;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A directory that belongs to one user and that no other user can enter or exchange. It is looked
 * at before each use, because it may have been replaced meanwhile.
 */
final class OwnDirectory {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final Path TEMPORARY = Path.of("/tmp");
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_OTHERS = 0002;
    private static final int CLOSED_TO_OTHERS = 0077;

    private final Path path;
    private final @Nullable Integer user;

    OwnDirectory(Path path, @Nullable Integer user) {
        this.path = path;
        this.user = user;
    }

    /**
     * The default directory for the user's names: in shared memory, or in {@code /tmp}. The system
     * property {@code java.io.tmpdir}, in which processes of one user may differ, counts only where
     * neither can be used.
     */
    static Path ofUser() {
        return ofUser(
                UserId.current(),
                SHARED_MEMORY,
                TEMPORARY,
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    static Path ofUser(@Nullable Integer user, Path... candidates) {
        Path parent =
                List.of(candidates).stream()
                        .filter(one -> Files.isDirectory(one) && Files.isWritable(one))
                        .findFirst()
                        .orElse(candidates[candidates.length - 1]);
        return parent.resolve("fileview-" + (user != null ? user.toString() : userName()));
    }

    /** Different users have different results, also if their names have unusual characters. */
    private static String userName() {
        byte[] name = System.getProperty("user.name").getBytes(StandardCharsets.UTF_8);
        return "user-" + HexFormat.of().formatHex(name);
    }

    /** The directory for {@code Global\} names: shared memory, or null if that is not safe here. */
    static @Nullable Path ofMachine() {
        try {
            int mode = (int) Files.getAttribute(SHARED_MEMORY, "unix:mode");
            int owner = (int) Files.getAttribute(SHARED_MEMORY, "unix:uid");
            boolean safe = (mode & STICKY) != 0 && owner == 0 && Files.isWritable(SHARED_MEMORY);
            return safe ? SHARED_MEMORY : null;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return null; // there is no such directory on this system
        }
    }

    Path path() {
        return path;
    }

    @Nullable Integer user() {
        return user;
    }

    /**
     * Creates the directory if it does not exist, and refuses one that is not safe.
     *
     * @return what identifies the directory
     */
    Object require(boolean creating) throws IOException {
        requireSafeParent();
        try {
            return requireOwn();
        } catch (NoSuchFileException e) {
            if (!creating) {
                throw e;
            }
        }
        try {
            Files.createDirectory(path, modes(path, "rwx------"));
        } catch (FileAlreadyExistsException _) {
            // Another process created it first.
        }
        return requireOwn();
    }

    private Object requireOwn() throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()) {
            throw refused("it is not a directory; have it removed");
        }
        if (tellsOwners()) {
            Map<String, Object> unix =
                    Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
            int owner = number(unix, "uid");
            int mode = number(unix, "mode") & 07777;
            if (user == null) {
                throw refused("the number of this process's user cannot be determined");
            }
            if (user != owner) {
                throw refused(
                        "it belongs to user " + owner + " and must belong to user " + user
                                + "; have it removed");
            }
            if ((mode & CLOSED_TO_OTHERS) != 0) {
                throw refused(
                        "its mode is "
                                + Integer.toOctalString(mode)
                                + " and must be 700; remove it, or correct its mode");
            }
        }
        return Objects.requireNonNullElse(attributes.fileKey(), path.toString());
    }

    /** Whoever can rename the entries of the parent can exchange the directory at any time. */
    private void requireSafeParent() throws IOException {
        Path parent = path.getParent();
        if (parent == null || !tellsOwners()) {
            return;
        }
        Map<String, Object> unix = Files.readAttributes(parent, "unix:uid,mode");
        int owner = number(unix, "uid");
        int mode = number(unix, "mode");
        if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
            throw refused(
                    "every user may rename entries of " + parent
                            + "; set its sticky bit, or choose another directory");
        }
        // In a user namespace, root itself may appear as the user to whom "/" belongs.
        boolean trusted =
                owner == 0 || Objects.equals(user, owner)
                        || Files.getAttribute(Path.of("/"), "unix:uid").equals(owner);
        if (!trusted) {
            throw refused(
                    "user " + owner + ", to whom " + parent
                            + " belongs, can replace it; choose another directory");
        }
    }

    private static int number(Map<String, Object> attributes, String name) {
        return (Integer) Objects.requireNonNull(attributes.get(name));
    }

    private boolean tellsOwners() {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private NamesRefusedException refused(String reason) {
        return new NamesRefusedException(
                WinError.ERROR_ACCESS_DENIED,
                "the directory of names " + path + " is not used: " + reason);
    }

    /** The permissions of a new file or directory, where the system has them. */
    static FileAttribute<?>[] modes(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
