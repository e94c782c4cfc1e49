package io.fileview.memory;

import io.fileview.DiskFullException;
import io.fileview.spi.Place;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What other programs do to the files of a {@link MemoryFileSystem}, and what one can see of them from outside. A path
 * stands for the names in it; {@code memory:/a/b} is the file {@code /a/b}. Symbolic links are followed where the field
 * does so. What is done here meets no fault, and is on the disk at once. Thread-safe.
 */
public final class OtherProgram {
    private final MemoryFileSystem files;

    OtherProgram(MemoryFileSystem files) {
        this.files = files;
    }

    /**
     * Writes a whole file, as {@link java.nio.file.Files#write} does: the file stays the same one if it exists.
     *
     * @param path the file
     * @param bytes its bytes
     * @return the path
     * @throws IOException if there is no room, or no such directory
     */
    public Path write(Path path, byte[] bytes) throws IOException {
        return locked(
                () -> {
                    FileNode file = fileToWrite(path);
                    file.truncate(0);
                    write(path, file, 0, bytes);
                    return path;
                });
    }

    /**
     * Writes bytes in the middle of a file, or behind its end.
     *
     * @param path the file, which exists
     * @param offset bytes from its start
     * @param bytes the bytes
     * @throws IOException if there is no room, or no such file
     */
    public void write(Path path, long offset, byte[] bytes) throws IOException {
        locked(
                () -> {
                    write(path, file(path), offset, bytes);
                    return null;
                });
    }

    private void write(Path path, FileNode file, long offset, byte[] bytes) throws IOException {
        long first = offset / file.pageSize();
        long end = file.pages(offset + bytes.length);
        if (!file.allocate(first, end)) {
            throw new DiskFullException(
                    Place.of(path.toString()).withError("ENOSPC"),
                    "does not fit on the memory file system", null);
        }
        file.noticeChanges();
        file.write(offset, MemorySegment.ofArray(bytes));
        settle(file, first, end);
    }

    /** The disk has the pages, and the size. */
    private void settle(FileNode file, long first, long end) {
        file.cache.within(first, end)
                .forEach(
                        (page, cached) -> {
                            if (cached.dirty) {
                                cached.dirty = false;
                                cached.clean = file.copy(page, cached);
                                file.disk.foundAgain(page);
                                file.disk.written(page, cached.clean);
                            }
                        });
        file.disk.stabilize(first, end);
        file.disk.stabilizeSize(file.size());
    }

    /**
     * Reads a whole file.
     *
     * @param path the file
     * @return its bytes, as everybody sees them now
     * @throws IOException if there is no such file
     */
    public byte[] read(Path path) throws IOException {
        return locked(
                () -> {
                    FileNode file = file(path);
                    file.noticeChanges();
                    byte[] bytes = new byte[Math.toIntExact(file.size())];
                    file.read(0, MemorySegment.ofArray(bytes));
                    return bytes;
                });
    }

    /**
     * The size of a file.
     *
     * @param path the file
     * @return bytes
     * @throws IOException if there is no such file
     */
    public long size(Path path) throws IOException {
        return locked(() -> file(path).size());
    }

    /**
     * Makes a file shorter or longer.
     *
     * @param path the file
     * @param size bytes
     * @throws IOException if there is no such file
     */
    public void truncate(Path path, long size) throws IOException {
        locked(
                () -> {
                    FileNode file = file(path);
                    file.noticeChanges();
                    if (size < file.size()) {
                        file.truncate(size);
                        long last = size / file.pageSize();
                        settle(file, last, last + 1);
                    } else {
                        file.setLarger(size);
                        file.disk.stabilizeSize(size);
                    }
                    return null;
                });
    }

    /**
     * Tells whether a path leads somewhere.
     *
     * @param path the path
     * @return true for a file, a directory, and a symbolic link that leads to one
     */
    public boolean exists(Path path) {
        return isTrue(() -> find(path, true).node() != null);
    }

    /**
     * Tells whether a path is a symbolic link, wherever that leads.
     *
     * @param path the path
     * @return true for a symbolic link
     */
    public boolean isSymbolicLink(Path path) {
        return isTrue(() -> find(path, false).node() instanceof LinkNode);
    }

    /**
     * Tells whether a file was created so that only its owner may open it.
     *
     * @param path the file
     * @return true if it was
     * @throws IOException if there is no such file
     */
    public boolean isOwnerOnly(Path path) throws IOException {
        return locked(() -> file(path).permissions == FileNode.OWNER_ONLY);
    }

    private interface Question {
        boolean ask() throws IOException;
    }

    private boolean isTrue(Question question) {
        BooleanSupplier answer =
                () -> {
                    try {
                        return question.ask();
                    } catch (IOException noWay) {
                        return false;
                    }
                };
        return files.locked(answer::getAsBoolean);
    }

    /**
     * Removes a name.
     *
     * @param path a file, an empty directory, or a symbolic link, which is not followed
     * @return false if there is no such name
     * @throws IOException if the directory is not empty
     */
    public boolean delete(Path path) throws IOException {
        return locked(
                () -> {
                    Tree.Found found = find(path, false);
                    boolean removed = files.tree().unlink(found.directory(), found.name());
                    files.entryChanges().flush(found.directory(), found.name());
                    return removed;
                });
    }

    /**
     * Removes a name and all names below it.
     *
     * @param path a file, a directory, or a symbolic link, which is not followed
     * @throws IOException if it cannot be removed
     */
    public void deleteAll(Path path) throws IOException {
        locked(
                () -> {
                    if (find(path, false).node() instanceof DirectoryNode directory) {
                        for (String name : List.copyOf(directory.entries.keySet())) {
                            deleteAll(path.resolve(name));
                        }
                    }
                    return delete(path);
                });
    }

    /**
     * Renames, replacing what has the new name.
     *
     * @param from a file, a directory or a symbolic link
     * @param to its new name
     * @throws IOException if it cannot be renamed
     */
    public void rename(Path from, Path to) throws IOException {
        locked(
                () -> {
                    Tree.Found old = find(from, false);
                    Tree.Found replaced = find(to, false);
                    files.tree().rename(old.directory(), old.name(), replaced.directory(),
                            replaced.name());
                    files.entryChanges().flush(replaced.directory(), replaced.name());
                    return null;
                });
    }

    /**
     * Gives a file another name.
     *
     * @param name the name
     * @param file the file
     * @throws IOException if the name exists, or the file does not
     */
    public void link(Path name, Path file) throws IOException {
        locked(
                () -> {
                    enter(name, file(file));
                    return null;
                });
    }

    /**
     * Makes a symbolic link.
     *
     * @param name the link
     * @param target where it leads, as seen from its directory; need not exist
     * @throws IOException if the name exists
     */
    public void symlink(Path name, Path target) throws IOException {
        locked(
                () -> {
                    String text = target.toString().replace(File.separatorChar, '/');
                    enter(name, files.nodes().symbolicLink(name.toString(), text));
                    return null;
                });
    }

    void enter(Path path, Node node) throws IOException {
        Tree.Found found = find(path, false);
        if (found.node() != null) {
            files.nodes().releaseIfUnused(node);
            throw new FileAlreadyExistsException(path.toString());
        }
        files.tree().link(found.directory(), found.name(), node);
        files.entryChanges().flush(found.directory(), found.name());
    }

    /**
     * Makes a directory, and those above that do not exist.
     *
     * @param path the directory
     * @return the path
     * @throws IOException if a file is in the way
     */
    public Path createDirectories(Path path) throws IOException {
        return locked(
                () -> {
                    List<String> names = Tree.names(path);
                    for (int i = 1; i <= names.size(); i++) {
                        Tree.Found found = files.tree().find(names.subList(0, i), true);
                        if (found.node() == null) {
                            files.tree().makeDirectory(found.directory(), found.name());
                        } else if (!(found.node() instanceof DirectoryNode)) {
                            throw new FileAlreadyExistsException(path.toString());
                        }
                    }
                    return path;
                });
    }

    /**
     * The names in a directory.
     *
     * @param directory the directory
     * @return the names, sorted
     * @throws IOException if there is no such directory
     */
    public List<String> list(Path directory) throws IOException {
        return locked(
                () -> List.copyOf(files.tree().directory(Tree.names(directory)).entries.keySet()));
    }

    /** A byte that another process is to lock is locked already. */
    public static final class Locked extends IOException {
        private static final long serialVersionUID = 1L;

        private Locked(String problem) {
            super(problem);
        }
    }

    /**
     * Locks a byte of a file, until {@link #unlock}.
     *
     * @param path the file
     * @param position where the byte is
     * @param shared true for a shared lock
     * @param holder a description of the process that locks it
     * @throws Locked if the byte is locked already
     * @throws IOException if there is no such file
     */
    public void lock(Path path, long position, boolean shared, String holder) throws IOException {
        locked(
                () -> {
                    if (!file(path).locks.take(holder, position, shared)) {
                        throw new Locked(
                                path + " is locked at " + position + " and cannot be by " + holder);
                    }
                    return null;
                });
    }

    /**
     * Unlocks a byte of a file.
     *
     * @param path the file
     * @param position where the byte is
     * @param holder the description of the process that has locked it
     * @throws IOException if there is no such file
     */
    public void unlock(Path path, long position, String holder) throws IOException {
        locked(
                () -> {
                    file(path).locks.release(holder, position);
                    files.signal();
                    return null;
                });
    }

    private FileNode fileToWrite(Path path) throws IOException {
        Tree.Found found = find(path, true);
        if (found.node() != null) {
            return file(path);
        }
        FileNode file = files.nodes().file(path.toString());
        files.tree().link(found.directory(), found.name(), file);
        files.entryChanges().flush(found.directory(), found.name());
        return file;
    }

    private FileNode file(Path path) throws IOException {
        return files.tree().file(path);
    }

    private Tree.Found find(Path path, boolean follow) throws IOException {
        return files.tree().find(Tree.names(path), follow);
    }

    private <T> T locked(MemoryFileSystem.Guarded<T, IOException> action) throws IOException {
        return files.locked(action);
    }
}
