package io.fileview.win32;

import io.fileview.win32.FileNode.FileAccess;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Opening, deleting, moving and copying files, with share modes and mapped files respected. */
final class FileCalls {
    private static final int SHARE_ALL =
            WinNt.FILE_SHARE_READ | WinNt.FILE_SHARE_WRITE | WinNt.FILE_SHARE_DELETE;

    private final ProcessState process;

    FileCalls(ProcessState process) {
        this.process = process;
    }

    /**
     * An open file.
     *
     * @param handle its handle
     * @param existed true if the file was there before
     */
    record Opened(Handle handle, boolean existed) {}

    Opened create(Path path, int desiredAccess, int share, int disposition) throws IOException {
        FileAccess access = FileAccess.of(desiredAccess);
        boolean badShare = (share & ~SHARE_ALL) != 0;
        boolean unknown =
                disposition < WinNt.CREATE_NEW || disposition > WinNt.TRUNCATE_EXISTING;
        if (badShare || unknown
                || (disposition == WinNt.TRUNCATE_EXISTING && !access.write())) {
            throw Status.INVALID_PARAMETER.failure();
        }
        synchronized (FileNode.LOCK) {
            boolean existed = Files.exists(path);
            if (existed) {
                requireFile(path);
            }
            if (existed && disposition == WinNt.CREATE_NEW) {
                throw new Win32Failure(WinError.ERROR_FILE_EXISTS);
            }
            if (!existed && (disposition == WinNt.OPEN_EXISTING
                    || disposition == WinNt.TRUNCATE_EXISTING)) {
                throw new NoSuchFileException(path.toString());
            }
            if (!existed) {
                Files.createFile(path);
            }
            FileNode node = FileNode.of(path);
            node.requireShareable(access, share);
            boolean empties =
                    disposition == WinNt.CREATE_ALWAYS || disposition == WinNt.TRUNCATE_EXISTING;
            if (existed && empties) {
                node.requireNoSections();
            }
            PlainFile bytes = open(path, access);
            try {
                if (existed && empties) {
                    empty(path);
                }
            } catch (IOException failure) {
                Closing.quietly(bytes);
                throw failure;
            }
            FileObject file = new FileObject(node, access, share, bytes);
            node.add(file);
            return new Opened(process.handles().open(file, desiredAccess), existed);
        }
    }

    private static void requireFile(Path path) {
        if (Files.isDirectory(path)) {
            throw Status.ACCESS_DENIED.failure();
        }
    }

    private static @Nullable PlainFile open(Path path, FileAccess access) throws IOException {
        return access.read() || access.write() || access.execute()
                ? PlainFile.open(path, access.write())
                : null;
    }

    private static void empty(Path path) throws IOException {
        try (PlainFile file = PlainFile.open(path, true)) {
            file.setSize(0);
        }
    }

    void delete(Path path) throws IOException {
        synchronized (FileNode.LOCK) {
            requireThere(path);
            requireFile(path);
            FileNode node = FileNode.ifOpen(path);
            if (node != null) {
                node.requireDeletable();
                node.requireNoImage();
            }
            Files.delete(path);
        }
    }

    void move(Path from, Path to, int flags) throws IOException {
        synchronized (FileNode.LOCK) {
            requireThere(from);
            FileNode moved = FileNode.ifOpen(from);
            if (moved != null) {
                moved.requireDeletable();
            }
            boolean replace = (flags & WinNt.MOVEFILE_REPLACE_EXISTING) != 0;
            if (Files.exists(to) && !Files.isSameFile(from, to)) {
                requireReplaceable(to, replace);
            }
            if (replace) {
                Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(from, to);
            }
            if (moved != null) {
                moved.moved(to);
            }
        }
    }

    private static void requireReplaceable(Path to, boolean replace) throws IOException {
        if (!replace) {
            throw Status.OBJECT_NAME_COLLISION.failure();
        }
        requireFile(to);
        FileNode replaced = FileNode.ifOpen(to);
        if (replaced != null && replaced.isOpenOrMapped()) {
            throw Status.ACCESS_DENIED.failure();
        }
    }

    void copy(Path from, Path to, boolean failIfExists) throws IOException {
        synchronized (FileNode.LOCK) {
            requireThere(from);
            requireFile(from);
            FileNode.of(from).requireShareable(FileAccess.of(WinNt.GENERIC_READ), SHARE_ALL);
            if (Files.exists(to)) {
                if (failIfExists) {
                    throw new Win32Failure(WinError.ERROR_FILE_EXISTS);
                }
                requireOverwritable(from, to);
            }
            // Into the file that is there: a copy over a file does not make it another file.
            try (PlainFile source = PlainFile.open(from, false);
                    PlainFile target = PlainFile.open(to, true)) {
                target.setSize(0);
                source.copyTo(target);
            }
        }
    }

    private static void requireOverwritable(Path from, Path to) throws IOException {
        requireFile(to);
        if (Files.isSameFile(from, to)) {
            throw Status.SHARING_VIOLATION.failure();
        }
        // Others may have it open to be read and written, where they share that, but not to be deleted.
        FileNode target = FileNode.of(to);
        target.requireShareable(
                FileAccess.of(WinNt.GENERIC_WRITE),
                WinNt.FILE_SHARE_READ | WinNt.FILE_SHARE_WRITE);
        target.requireNoSections();
    }

    private static void requireThere(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(path.toString());
        }
    }

    /** Something done with an open file, which stays open meanwhile whoever closes its handle. */
    <T> T using(@Nullable Handle handle, HandleTable.Use<FileObject, T> use) throws IOException {
        return process.handles().using(handle, FileObject.class, use);
    }

    boolean flush(@Nullable Handle handle) throws IOException {
        return using(handle, file -> file.flush(process.engine()));
    }
}
