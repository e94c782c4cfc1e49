package io.fileview.portable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * An open file that an interrupt does not close. A {@code FileChannel} is closed for everybody when
 * a thread that uses it is interrupted, and hides behind that whether a flush has failed.
 */
final class SteadyFile {
    private final AsynchronousFileChannel channel;

    SteadyFile(Path path, OpenOption... options) throws IOException {
        this.channel = AsynchronousFileChannel.open(path, options);
    }

    SteadyFile(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        this.channel = AsynchronousFileChannel.open(path, options, null, attributes);
    }

    /** Locks a byte; null if another process has it. */
    @Nullable FileLock tryLock(long position, boolean shared) throws IOException {
        return channel.tryLock(position, 1, shared);
    }

    long size() throws IOException {
        return channel.size();
    }

    void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    void force(boolean metadata) throws IOException {
        channel.force(metadata);
    }

    /** Reads at most what the buffer takes; -1 at the end of the file. */
    int read(ByteBuffer buffer, long position) throws IOException {
        return await(channel.read(buffer, position));
    }

    /** Writes at least one byte of the buffer. */
    int write(ByteBuffer buffer, long position) throws IOException {
        return await(channel.write(buffer, position));
    }

    /** What no flush has made durable may be lost anyway, so an error here is no news. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // See above.
        }
    }

    private static int await(Future<Integer> transfer) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return transfer.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
