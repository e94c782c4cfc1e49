package io.fileview.portable;

import io.fileview.spi.Place;
import io.fileview.waiting.BlockingCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * An open file that an interrupt does not close. Interrupting a thread that uses a {@code
 * FileChannel} closes the channel for all its users, and hides whether a flush has failed.
 *
 * <p>On most operating systems other threads perform the transfers, so buffers must not be confined to
 * a thread. On Windows the operating system performs them, and the JDK refuses buffers of shared
 * arenas. {@link #buffers} and {@link #takes} tell them apart.
 */
final class SteadyFile {
    /** Represents the threads that perform the transfers; never started. */
    private static final Thread ANOTHER_THREAD = Thread.ofPlatform().unstarted(() -> {});

    private final AsynchronousFileChannel channel;

    SteadyFile(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        this.channel = AsynchronousFileChannel.open(path, options, null, attributes);
    }

    /** Returns an arena for buffers of transfers, which the calling thread closes. */
    static Arena buffers() {
        return Host.WINDOWS ? Arena.ofConfined() : Arena.ofShared();
    }

    /**
     * Returns whether the bytes of a segment can be transferred without a copy. On Windows those of
     * arenas that end by themselves are copied as well, because they cannot be told from shared ones.
     */
    static boolean takes(MemorySegment bytes) {
        boolean isConfined = !bytes.isAccessibleBy(ANOTHER_THREAD);
        return Host.WINDOWS ? isConfined || !bytes.isNative() : !isConfined;
    }

    /**
     * Locks a byte; returns null if there is a conflicting lock, in this process or another.
     *
     * @param name what messages call the file
     */
    @Nullable FileLock tryLock(String name, long position, boolean shared) throws IOException {
        try {
            return channel.tryLock(position, 1, shared);
        } catch (OverlappingFileLockException lockedByThisProcess) {
            return null;
        } catch (ClosedChannelException closed) {
            throw closed;
        } catch (IOException failure) {
            throw ErrorTranslation.failure(
                    Place.of(name, position, 1), "cannot be locked", failure);
        }
    }

    /** Returns whether a lock was acquired through this opening of its file. */
    boolean hasAcquired(FileLock lock) {
        return lock.acquiredBy().equals(channel);
    }

    /**
     * Returns the number of bytes.
     *
     * @param name what messages call the file
     */
    long size(String name) throws IOException {
        try {
            return channel.size();
        } catch (ClosedChannelException closed) {
            throw closed;
        } catch (IOException failure) {
            throw ErrorTranslation.failure(
                    Place.of(name), "its size cannot be determined", failure);
        }
    }

    void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    void force(boolean metadata) throws IOException {
        BlockingCalls.make(
                () -> {
                    channel.force(metadata);
                    return true;
                });
    }

    /**
     * Reads up to the number of bytes remaining in the buffer; returns -1 at the end of the file.
     */
    int read(ByteBuffer buffer, long position) throws IOException {
        return await(channel.read(buffer, position));
    }

    /** Writes at least one byte of the buffer. */
    int write(ByteBuffer buffer, long position) throws IOException {
        return await(channel.write(buffer, position));
    }

    /** Closes the file. Ignores errors: changes that were not flushed have no guarantee. */
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
