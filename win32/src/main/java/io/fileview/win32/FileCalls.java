package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.win32.FileControlBlock.FileAccess;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Opens, deletes, moves and copies files, and enforces share modes and the rules for mapped files.
 */
final class FileCalls implements FileApi {
    private static final int SHARE_ALL =
            WinNt.FILE_SHARE_READ | WinNt.FILE_SHARE_WRITE | WinNt.FILE_SHARE_DELETE;

    private static final int FLAGS =
            WinNt.FILE_ATTRIBUTE_NORMAL
                    | WinNt.FILE_FLAG_DELETE_ON_CLOSE
                    | WinNt.FILE_FLAG_SEQUENTIAL_SCAN
                    | WinNt.FILE_FLAG_RANDOM_ACCESS;

    private static final long SEARCHED_FOR_HOLES = 1 << 20;

    private final ProcessState process;

    FileCalls(ProcessState process) {
        this.process = process;
    }

    @Override
    public Created create(Path path, int desiredAccess, int share, int disposition, int flags)
            throws IOException {
        boolean deletes = (flags & WinNt.FILE_FLAG_DELETE_ON_CLOSE) != 0;
        FileAccess access = FileAccess.of(desiredAccess | (deletes ? WinNt.DELETE : 0));
        boolean badShare = (share & ~SHARE_ALL) != 0 || (flags & ~FLAGS) != 0;
        boolean unknown =
                disposition < WinNt.CREATE_NEW || disposition > WinNt.TRUNCATE_EXISTING;
        if (badShare || unknown
                || (disposition == WinNt.TRUNCATE_EXISTING && !access.write())) {
            throw Status.INVALID_PARAMETER.failure();
        }
        synchronized (FileControlBlock.LOCK) {
            boolean existed = HostFile.exists(path);
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
            FileControlBlock controlBlock = FileControlBlock.of(path);
            controlBlock.requireShareable(access, share);
            if (deletes) {
                controlBlock.requireNoImage();
            }
            boolean truncates =
                    disposition == WinNt.CREATE_ALWAYS || disposition == WinNt.TRUNCATE_EXISTING;
            if (existed && truncates) {
                controlBlock.requireNoSections();
            }
            HostFile hostFile = open(path, access);
            try {
                if (existed && truncates) {
                    truncate(path, controlBlock);
                }
            } catch (IOException failure) {
                Closing.quietly(hostFile);
                throw failure;
            }
            FileObject file = new FileObject(controlBlock, access, share, deletes, hostFile);
            controlBlock.add(file);
            return Created.of(process.handles().open(file, desiredAccess), existed);
        }
    }

    private static void requireFile(Path path) {
        if (Files.isDirectory(path)) {
            throw Status.ACCESS_DENIED.failure();
        }
    }

    private static @Nullable HostFile open(Path path, FileAccess access) throws IOException {
        return access.read() || access.write() || access.execute()
                ? HostFile.open(path, access.write())
                : null;
    }

    private void truncate(Path path, FileControlBlock controlBlock) throws IOException {
        try (HostFile file = HostFile.open(path, true)) {
            empty(file, controlBlock);
        }
    }

    private void empty(HostFile file, FileControlBlock controlBlock) throws IOException {
        if (file.size() > 0) {
            new FileShrinking(controlBlock, file, process.engine()).to(0);
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        synchronized (FileControlBlock.LOCK) {
            requireExists(path);
            requireFile(path);
            FileControlBlock controlBlock = FileControlBlock.ifOpen(path);
            if (controlBlock != null) {
                controlBlock.requireDeletable();
                controlBlock.requireNoImage();
            }
            Files.delete(path);
        }
    }

    @Override
    public void move(Path from, Path to, int flags) throws IOException {
        synchronized (FileControlBlock.LOCK) {
            requireExists(from);
            FileControlBlock moved = FileControlBlock.ifOpen(from);
            if (moved != null) {
                moved.requireDeletable();
            }
            boolean replace = (flags & WinNt.MOVEFILE_REPLACE_EXISTING) != 0;
            if (HostFile.exists(to) && !Files.isSameFile(from, to)) {
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
        FileControlBlock replaced = FileControlBlock.ifOpen(to);
        if (replaced != null && replaced.isOpenOrMapped()) {
            throw Status.ACCESS_DENIED.failure();
        }
    }

    @Override
    public void copy(Path from, Path to, boolean failIfExists) throws IOException {
        synchronized (FileControlBlock.LOCK) {
            requireExists(from);
            requireFile(from);
            FileControlBlock.of(from).requireShareable(FileAccess.of(WinNt.GENERIC_READ),
                    SHARE_ALL);
            if (HostFile.exists(to)) {
                if (failIfExists) {
                    throw new Win32Failure(WinError.ERROR_FILE_EXISTS);
                }
                requireOverwritable(from, to);
            }
            // Overwrites an existing file in place: it stays the same file.
            try (HostFile source = HostFile.open(from, false);
                    HostFile target = HostFile.open(to, true)) {
                empty(target, FileControlBlock.of(to));
                copy(from, source, target);
            }
        }
    }

    /** Only a large file is worth looking for its holes. */
    private void copy(Path from, HostFile source, HostFile target) throws IOException {
        if (source.size() < SEARCHED_FOR_HOLES) {
            source.copyTo(target, position -> position);
            return;
        }
        try (FileMapping file = process.engine().file(from).protection(Protection.READ_ONLY)
                .open()) {
            source.copyTo(
                    target,
                    position -> position < file.size() ? file.nextData(position) : position);
        }
    }

    private static void requireOverwritable(Path from, Path to) throws IOException {
        requireFile(to);
        if (Files.isSameFile(from, to)) {
            throw Status.SHARING_VIOLATION.failure();
        }
        // Others may have it open for reading and writing if they share that, but not for deletion.
        FileControlBlock target = FileControlBlock.of(to);
        target.requireShareable(
                FileAccess.of(WinNt.GENERIC_WRITE),
                WinNt.FILE_SHARE_READ | WinNt.FILE_SHARE_WRITE);
        target.requireNoSections();
    }

    private static void requireExists(Path path) throws IOException {
        if (!HostFile.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(path.toString());
        }
    }

    @Override
    public byte[] read(@Nullable Handle handle, long offset, int length) throws IOException {
        return using(handle, file -> file.read(offset, length));
    }

    @Override
    public int write(@Nullable Handle handle, long offset, byte[] bytes) throws IOException {
        return using(handle, file -> file.write(offset, bytes));
    }

    /** Uses an open file, which stays open meanwhile even if its handle is closed. */
    private <T> T using(@Nullable Handle handle, HandleTable.Use<FileObject, T> use)
            throws IOException {
        return process.handles().using(handle, FileObject.class, use);
    }

    @Override
    public void setSize(@Nullable Handle handle, long size) throws IOException {
        using(handle, file -> file.setSize(size, process.engine()));
    }

    @Override
    public void flush(@Nullable Handle handle) throws IOException {
        using(handle, file -> file.flush(process.engine()));
    }
}
