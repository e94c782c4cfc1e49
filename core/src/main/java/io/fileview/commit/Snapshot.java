package io.fileview;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The committed state of a file at one moment, for reading: a file of its own, without a name where
 * the system allows that, which goes when the snapshot and its views are closed, or the process dies.
 * Thread-safe.
 */
public final class Snapshot implements AutoCloseable {
    private final FileMapping mapping;
    private final boolean cloned;
    private final @Nullable Path toRemove;

    Snapshot(FileMapping mapping, boolean cloned, @Nullable Path toRemove) {
        this.mapping = mapping;
        this.cloned = cloned;
        this.toRemove = toRemove;
    }

    /**
     * Tells what the snapshot costs: blocks that it shares with the file, or a copy of them all.
     *
     * @return true if the file system has cloned the file
     */
    public boolean isCloned() {
        return cloned;
    }

    /**
     * The size that the file had.
     *
     * @return bytes
     */
    public long size() {
        return mapping.size();
    }

    /**
     * Maps all of it.
     *
     * @return a read-only view, which may outlive the snapshot
     * @throws IOException as {@link ViewBuilder#map}
     * @throws IllegalStateException if the snapshot is closed
     */
    public View map() throws IOException {
        return mapping.map();
    }

    /**
     * Maps a range.
     *
     * @param offset bytes from the start of the file; need not be aligned to anything
     * @param length bytes, 1 or more
     * @return a read-only view, which may outlive the snapshot
     * @throws IllegalArgumentException if offset is negative, length is not positive, or their sum
     *     is more than 2^63-1
     * @throws IOException as {@link ViewBuilder#map}
     * @throws IllegalStateException if the snapshot is closed
     */
    public View map(long offset, long length) throws IOException {
        return mapping.map(offset, length);
    }

    /**
     * Closes the snapshot; its views stay as they are. Closing again does nothing.
     *
     * @throws UncheckedIOException if its file has a name, as on Windows, and cannot be removed
     */
    @Override
    public void close() {
        mapping.close();
        if (toRemove != null) {
            try {
                Files.deleteIfExists(toRemove);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
