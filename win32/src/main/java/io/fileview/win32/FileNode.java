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
 * A file that this JVM has open or mapped: its share modes and its sections, whatever its name. What
 * other processes do is not seen.
 *
 * <p>All state is guarded by {@link #LOCK}, so that looking a file up and changing it are one step.
 */
final class FileNode {
    /** Guards all nodes; held for bookkeeping and for the opening and closing of files. */
    static final Object LOCK = new Object();

    private static final Map<Object, FileNode> OPEN = new HashMap<>();

    private final Object key;
    private final FileTail tail = new FileTail();
    private final List<FileObject> opens = new ArrayList<>();
    private final List<SectionFile> sections = new ArrayList<>();
    private Path path;
    private boolean flushFailed;

    private FileNode(Object key, Path path) {
        this.key = key;
        this.path = path;
    }

    /** The node of an existing file. Call with the lock held. */
    static FileNode of(Path path) throws IOException {
        Object key = keyOf(path);
        FileNode node = OPEN.get(key);
        return node != null ? node : new FileNode(key, path.toAbsolutePath());
    }

    /** The node of a file if it is open or mapped here. Call with the lock held. */
    static @Nullable FileNode ifOpen(Path path) throws IOException {
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

    /** The file by its name, if the name still means this file. */
    Path pathOfSameFile() throws IOException {
        Path now = path();
        if (!keyOf(now).equals(key)) {
            throw Status.OBJECT_NAME_NOT_FOUND.failure();
        }
        return now;
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

    /** Refuses an open that the share modes, or a section, do not allow. */
    void requireShareable(FileAccess access, int share) {
        if (!access.countsForSharing()) {
            return;
        }
        boolean refused = false;
        for (FileObject other : opens) {
            refused |= other.refuses(access, share);
        }
        for (SectionFile section : sections) {
            refused |= section.isWritable() && (share & FILE_SHARE_WRITE) == 0;
            refused |= section.isImage() && access.write();
        }
        if (refused) {
            throw Status.SHARING_VIOLATION.failure();
        }
    }

    /** Refuses to replace the content of a file that is mapped. */
    void requireNoSections() {
        if (!sections.isEmpty()) {
            throw Status.USER_MAPPED_FILE.failure();
        }
    }

    /** Refuses to end the file before the end of a section; an image may not get shorter at all. */
    void requireSizeFits(long newSize) {
        for (SectionFile section : sections) {
            if (section.isImage() || newSize < section.size()) {
                throw Status.USER_MAPPED_FILE.failure();
            }
        }
    }

    /** Refuses to delete or rename a file that somebody has open without sharing that. */
    void requireDeletable() {
        for (FileObject other : opens) {
            if (!other.shares(FILE_SHARE_DELETE)) {
                throw Status.SHARING_VIOLATION.failure();
            }
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
     * What an open asks for.
     *
     * @param read to read the data
     * @param write to write the data
     * @param execute to run the data
     * @param delete to delete or rename
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

        /** Tells whether somebody's share mode leaves out something that this wants. */
        boolean isBeyond(int share) {
            return ((read || execute) && (share & FILE_SHARE_READ) == 0)
                    || (write && (share & FILE_SHARE_WRITE) == 0)
                    || (delete && (share & FILE_SHARE_DELETE) == 0);
        }
    }
}
