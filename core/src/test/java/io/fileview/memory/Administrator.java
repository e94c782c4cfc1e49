package io.fileview.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an administrator does to the files of a {@link MemoryFileSystem}: as {@link OtherProgram}, it meets no fault and
 * is on the disk at once. Thread-safe.
 */
public final class Administrator {
    private final MemoryFileSystem files;

    Administrator(MemoryFileSystem files) {
        this.files = files;
    }

    /**
     * Gives a file to another user. Nobody checks permissions here.
     *
     * @param path the file
     * @param ownerId the id of its new owner
     * @param groupId the id of its new group
     * @throws IOException if there is no such file
     */
    public void chown(Path path, String ownerId, String groupId) throws IOException {
        locked(
                () -> {
                    file(path).ownerId = ownerId;
                    file(path).groupId = groupId;
                    return null;
                });
    }

    /**
     * Changes the permissions that a file shows. Nobody checks them here.
     *
     * @param path the file
     * @param permissions the bits, as {@code chmod} takes them
     * @throws IOException if there is no such file
     */
    public void chmod(Path path, int permissions) throws IOException {
        locked(() -> file(path).permissions = permissions);
    }

    /**
     * Reads the extended attribute of a file.
     *
     * @param path the file
     * @return the attribute, if it has one
     * @throws IOException if there is no such file
     */
    public Optional<byte[]> attribute(Path path) throws IOException {
        return locked(() -> file(path).attribute.get());
    }

    /**
     * Sets or removes the extended attribute of a file.
     *
     * @param path the file
     * @param note the attribute, or nothing to remove it
     * @throws IOException if there is no such file
     */
    public void setAttribute(Path path, Optional<byte[]> note) throws IOException {
        locked(
                () -> {
                    FileNode file = file(path);
                    file.attribute.set(note);
                    file.attribute.stabilize();
                    return null;
                });
    }

    /**
     * Copies a file as {@code cp -a} does: its bytes, owner, permissions and extended attribute.
     *
     * @param from the file
     * @param to the copy, which stays the same file if it exists
     * @throws IOException if there is no such file, or no room
     */
    public void copyAll(Path from, Path to) throws IOException {
        locked(
                () -> {
                    files.others().write(to, files.others().read(from));
                    FileNode file = file(from);
                    chown(to, file.ownerId, file.groupId);
                    chmod(to, file.permissions);
                    if (file.attribute.get().isPresent()) {
                        setAttribute(to, file.attribute.get());
                    }
                    return null;
                });
    }

    /**
     * Releases all locks of a file, as POSIX does when a process that holds them closes any descriptor of the file.
     *
     * @param path the file
     * @throws IOException if there is no such file
     */
    public void dropLocks(Path path) throws IOException {
        locked(
                () -> {
                    file(path).locks.clear();
                    return null;
                });
    }

    /**
     * Makes a pipe, a socket or a device.
     *
     * @param name its name
     * @param kind what it is, with an article
     * @throws IOException if the name exists
     */
    public void makeSpecial(Path name, String kind) throws IOException {
        locked(
                () -> {
                    files.others().enter(name, files.nodes().special(name.toString(), kind));
                    return null;
                });
    }

    private FileNode file(Path path) throws IOException {
        return files.tree().file(path);
    }

    private <T> T locked(MemoryFileSystem.Guarded<T, IOException> action) throws IOException {
        return files.locked(action);
    }
}
