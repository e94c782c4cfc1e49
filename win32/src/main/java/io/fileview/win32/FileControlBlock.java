package io.fileview.win32;

import static io.fileview.win32.WinNt.FILE_SHARE_DELETE;
import static io.fileview.win32.WinNt.FILE_SHARE_READ;
import static io.fileview.win32.WinNt.FILE_SHARE_WRITE;

import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file that this JVM has open or mapped, as NT's file control block (FCB): one for each file,
 * whatever its names, with all openings of the file ({@link FileObject}) and all of its sections
 * ({@link SectionFile}). Other processes are not seen.
 *
 * <p>All state is guarded by {@link #LOCK}, so that finding a file and changing it are atomic.
 */
final class FileControlBlock {
    /** Guards all control blocks; held while files are opened, closed and looked up. */
    static final Object LOCK = new Object();

    private static final Map<Object, FileControlBlock> OPEN = new HashMap<>();

    private final Object key;
    private final FileTail tail = new FileTail();
    private final List<FileObject> opens = new ArrayList<>();
    private final List<SectionFile> sections = new ArrayList<>();
    private Path path;
    private boolean flushFailed;

    private FileControlBlock(Object key, Path path) {
        this.key = key;
        this.path = path;
    }

    /** The control block of an existing file. Call with the lock held. */
    static FileControlBlock of(Path path) throws IOException {
        Object key = keyOf(path);
        FileControlBlock block = OPEN.get(key);
        return block != null ? block : new FileControlBlock(key, path.toAbsolutePath());
    }

    /** The control block of a file, or null if it is not open here. Call with the lock held. */
    static @Nullable FileControlBlock ifOpen(Path path) throws IOException {
        return Files.exists(path) ? OPEN.get(keyOf(path)) : null;
    }

    private static Object keyOf(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key != null ? key : path.toRealPath();
    }

    Path path() {
        synchronized (LOCK) {
            return path;
        }
    }

    void moved(Path to) {
        path = to.toAbsolutePath();
    }

    /** The file's path, if the path still leads to this file. */
    Path pathOfSameFile() throws IOException {
        Path now = path();
        if (!isAt(now)) {
            throw Status.OBJECT_NAME_NOT_FOUND.failure();
        }
        return now;
    }

    /** Returns whether a path leads to this file. */
    boolean isAt(Path other) throws IOException {
        return keyOf(other).equals(key);
    }

    FileTail tail() {
        return tail;
    }

    boolean hasFlushFailed() {
        synchronized (LOCK) {
            return flushFailed;
        }
    }

    void flushed() {
        synchronized (LOCK) {
            flushFailed = false;
        }
    }

    void flushFailed() {
        synchronized (LOCK) {
            flushFailed = true;
        }
    }

    void add(FileObject file) {
        opens.add(file);
        OPEN.put(key, this);
    }

    void remove(FileObject file) {
        opens.remove(file);
        forgetIfUnused();
    }

    void add(SectionFile section) {
        sections.add(section);
        OPEN.put(key, this);
    }

    void remove(SectionFile section) {
        sections.remove(section);
        forgetIfUnused();
    }

    private void forgetIfUnused() {
        if (opens.isEmpty() && sections.isEmpty()) {
            OPEN.remove(key);
        }
    }

    /** Refuses an opening that a share mode or a section does not allow. */
    void requireShareable(FileAccess access, int share) {
        if (!access.countsForSharing()) {
            return;
        }
        boolean refused = false;
        for (FileObject other : opens) {
            refused |= other.conflictsWith(access, share);
        }
        for (SectionFile section : sections) {
            refused |= section.isWritable() && (share & FILE_SHARE_WRITE) == 0;
            refused |= section.isImage() && access.write();
        }
        if (refused) {
            throw Status.SHARING_VIOLATION.failure();
        }
    }

    /** Refuses to replace the content of a mapped file. */
    void requireNoSections() {
        if (!sections.isEmpty()) {
            throw Status.USER_MAPPED_FILE.failure();
        }
    }

    /** Refuses to delete or rename a file if an opening does not share deletion. */
    void requireDeletable() {
        for (FileObject other : opens) {
            if (!other.shares(FILE_SHARE_DELETE)) {
                throw Status.SHARING_VIOLATION.failure();
            }
        }
    }

    /** Deletes the file, unless its name has gone or is that of another file. */
    void deleteQuietly() {
        try {
            Files.delete(pathOfSameFile());
        } catch (IOException | Win32Failure e) {
            // As on Windows, the handle has been closed, and nothing tells that the file stays.
        }
    }

    void requireNoImage() {
        for (SectionFile section : sections) {
            if (section.isImage()) {
                throw Status.CANNOT_DELETE.failure();
            }
        }
    }

    boolean isOpenOrMapped() {
        return !opens.isEmpty() || !sections.isEmpty();
    }

    /**
     * The access that an opening requests.
     *
     * @param read whether it reads the data
     * @param write whether it writes the data
     * @param execute whether it executes the data
     * @param delete whether it deletes or renames the file
     */
    record FileAccess(boolean read, boolean write, boolean execute, boolean delete) {
        static FileAccess of(int access) {
            boolean all = (access & WinNt.GENERIC_ALL) != 0;
            return new FileAccess(
                    all || (access & (WinNt.GENERIC_READ | 1)) != 0,
                    all || (access & (WinNt.GENERIC_WRITE | 2 | 4)) != 0,
                    all || (access & (WinNt.GENERIC_EXECUTE | 0x20)) != 0,
                    all || (access & WinNt.DELETE) != 0);
        }

        boolean countsForSharing() {
            return read || write || execute || delete;
        }

        /** Whether this requests something that a share mode does not allow. */
        boolean isBeyond(int share) {
            return ((read || execute) && (share & FILE_SHARE_READ) == 0)
                    || (write && (share & FILE_SHARE_WRITE) == 0)
                    || (delete && (share & FILE_SHARE_DELETE) == 0);
        }
    }
}
