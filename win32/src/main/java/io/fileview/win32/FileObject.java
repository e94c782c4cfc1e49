package io.fileview.win32;

import io.fileview.win32.FileNode.FileAccess;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** An open of a file: what {@code CreateFile} makes. */
final class FileObject extends KernelObject {
    private final FileNode node;
    private final FileAccess access;
    private final int share;
    /** Null where neither reading nor writing was asked for. */
    private final @Nullable FileChannel channel;

    FileObject(FileNode node, FileAccess access, int share, @Nullable FileChannel channel) {
        super(Type.FILE);
        this.node = node;
        this.access = access;
        this.share = share;
        this.channel = channel;
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
        FileChannel file = require(access.read());
        ByteBuffer buffer = ByteBuffer.allocate(length);
        FileBytes.read(file, buffer, offset);
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    int write(long offset, byte[] bytes) throws IOException {
        FileChannel file = require(access.write());
        FileBytes.write(file, ByteBuffer.wrap(bytes), offset);
        return bytes.length;
    }

    void flush() throws IOException {
        require(access.write()).force(true);
        if (node.hasFlushFailed()) {
            throw new Win32Failure(WinError.ERROR_IO_DEVICE);
        }
    }

    void setSize(long size) throws IOException {
        FileChannel file = require(access.write());
        synchronized (FileNode.LOCK) {
            long now = file.size();
            if (size < now) {
                node.requireSizeFits(size);
                file.truncate(size);
            } else if (size > now) {
                file.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }

    private FileChannel require(boolean allowed) {
        if (!allowed || channel == null) {
            throw Status.ACCESS_DENIED.failure();
        }
        return channel;
    }

    @Override
    void destroyed() {
        synchronized (FileNode.LOCK) {
            node.remove(this);
            Closing.quietly(channel);
        }
    }
}
