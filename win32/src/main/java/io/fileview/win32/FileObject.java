package io.fileview.win32;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.win32.FileControlBlock.FileAccess;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One opening of a file, as NT's {@code FILE_OBJECT}: its access rights and share mode. Each call
 * of {@code CreateFile} makes one. What all openings of a file share is its {@link
 * FileControlBlock}; the bytes are read and written through a {@link HostFile}.
 */
final class FileObject extends KernelObject {
    /** What is tried at least: files such as those of /proc tell no size. */
    private static final int SHORTEST_READ = 1 << 20;

    private final FileControlBlock controlBlock;
    private final FileAccess access;
    private final int share;
    private final boolean deletes;

    /** Null if neither reading nor writing was requested. */
    private final @Nullable HostFile hostFile;

    FileObject(
            FileControlBlock controlBlock,
            FileAccess access,
            int share,
            boolean deletes,
            @Nullable HostFile hostFile) {
        super(Type.FILE);
        this.controlBlock = controlBlock;
        this.access = access;
        this.share = share;
        this.deletes = deletes;
        this.hostFile = hostFile;
    }

    FileControlBlock controlBlock() {
        return controlBlock;
    }

    FileAccess access() {
        return access;
    }

    boolean conflictsWith(FileAccess other, int otherShare) {
        return access.countsForSharing()
                && (other.isBeyond(share) || access.isBeyond(otherShare));
    }

    boolean shares(int what) {
        return !access.countsForSharing() || (share & what) != 0;
    }

    byte[] read(long offset, int length) throws IOException {
        HostFile file = require(access.read());
        requireRange(offset, length);
        // No longer than the file, because a program may ask for much more than there is.
        long left = Math.max(file.size() - offset, SHORTEST_READ);
        byte[] read = new byte[(int) Math.min(length, left)];
        return Arrays.copyOf(read, file.read(offset, read, 0, read.length));
    }

    int write(long offset, byte[] source) throws IOException {
        HostFile file = require(access.write());
        requireRange(offset, source.length);
        file.write(offset, source, 0, source.length);
        return source.length;
    }

    private static void requireRange(long offset, long length) {
        if (offset < 0 || length < 0 || offset + length < 0) {
            throw Status.INVALID_PARAMETER.failure();
        }
    }

    /** After a view's flush has failed, the core has to rewrite what this file would not write. */
    boolean flush(EngineChoice engine) throws IOException {
        require(access.write()).sync();
        if (controlBlock.hasFlushFailed()) {
            try (FileMapping mapping =
                    engine.file(controlBlock.pathOfSameFile()).protection(Protection.READ_WRITE)
                            .open()) {
                mapping.flush(Durability.DEVICE);
            }
            controlBlock.flushed();
        }
        return true;
    }

    boolean setSize(long size, EngineChoice engine) throws IOException {
        HostFile file = require(access.write());
        requireRange(size, 0);
        synchronized (FileControlBlock.LOCK) {
            if (size < file.size()) {
                controlBlock.requireNoSections();
                new FileShrinking(controlBlock, file, engine).to(size);
            } else {
                file.setSize(size);
            }
        }
        return true;
    }

    private HostFile require(boolean allowed) {
        if (!allowed || hostFile == null) {
            throw Status.ACCESS_DENIED.failure();
        }
        return hostFile;
    }

    @Override
    void destroyed() {
        synchronized (FileControlBlock.LOCK) {
            controlBlock.remove(this);
            Closing.quietly(hostFile);
            if (deletes) {
                controlBlock.deleteQuietly();
            }
        }
    }
}
