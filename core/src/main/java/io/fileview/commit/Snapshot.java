package io.fileview.commit;

import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.ViewBuilder;
import java.io.IOException;

/**
 * A point-in-time snapshot of the committed state of a file, for reading. It is a file of its own,
 * without a name if the system allows that, which disappears when the snapshot and its views are
 * closed, or the process ends. Thread-safe.
 */
public final class Snapshot implements AutoCloseable {
    private final FileMapping mapping;
    private final boolean cloned;

    Snapshot(FileMapping mapping, boolean cloned) {
        this.mapping = mapping;
        this.cloned = cloned;
    }

    /**
     * Tells whether the snapshot shares the blocks of the file, and so takes no space of its own
     * until the file changes.
     *
     * @return true if the file system has cloned the file; false if it was copied
     */
    public boolean isCloned() {
        return cloned;
    }

    /**
     * Returns the size that the file had.
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
     * @param offset bytes from the start of the file; any alignment
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

    /** Closes the snapshot; its views stay as they are. Closing again does nothing. */
    @Override
    public void close() {
        mapping.close();
    }
}
