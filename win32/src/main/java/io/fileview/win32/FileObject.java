package io.fileview.win32;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.win32.FileNode.FileAccess;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An open of a file: what {@code CreateFile} makes. */
final class FileObject extends KernelObject {
    private final FileNode node;
    private final FileAccess access;
    private final int share;
    /** Null where neither reading nor writing was asked for. */
    private final @Nullable PlainFile bytes;

    FileObject(FileNode node, FileAccess access, int share, @Nullable PlainFile bytes) {
        super(Type.FILE);
        this.node = node;
        this.access = access;
        this.share = share;
        this.bytes = bytes;
    }

    FileNode node() {
        return node;
    }

    FileAccess access() {
        return access;
    }

    boolean refuses(FileAccess other, int otherShare) {
        return access.countsForSharing()
                && (other.isBeyond(share) || access.isBeyond(otherShare));
    }

    boolean shares(int what) {
        return !access.countsForSharing() || (share & what) != 0;
    }

    byte[] read(long offset, int length) throws IOException {
        PlainFile file = require(access.read());
        requireRange(offset, length);
        byte[] read = new byte[length];
        return Arrays.copyOf(read, file.read(offset, read, 0, length));
    }

    int write(long offset, byte[] source) throws IOException {
        PlainFile file = require(access.write());
        requireRange(offset, source.length);
        file.write(offset, source, 0, source.length);
        return source.length;
    }

    private static void requireRange(long offset, long length) {
        if (offset < 0 || length < 0 || offset + length < 0) {
            throw Status.INVALID_PARAMETER.failure();
        }
    }

    /** Where a view's flush has failed, the core must write again what this file would not. */
    boolean flush(Engine engine) throws IOException {
        require(access.write()).sync();
        if (node.hasFlushFailed()) {
            try (FileMapping mapping =
                    engine.file(node.pathOfSameFile()).protection(Protection.READ_WRITE).open()) {
                mapping.flush(Durability.DEVICE);
            }
            node.flushed();
        }
        return true;
    }

    boolean setSize(long size) throws IOException {
        PlainFile file = require(access.write());
        requireRange(size, 0);
        synchronized (FileNode.LOCK) {
            if (size < file.size()) {
                node.requireSizeFits(size);
            }
            file.setSize(size);
        }
        return true;
    }

    private PlainFile require(boolean allowed) {
        if (!allowed || bytes == null) {
            throw Status.ACCESS_DENIED.failure();
        }
        return bytes;
    }

    @Override
    void destroyed() {
        synchronized (FileNode.LOCK) {
            node.remove(this);
            Closing.quietly(bytes);
        }
    }
}
