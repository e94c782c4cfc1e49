package io.fileview.commit;

import io.fileview.FileMapping;
import io.fileview.View;
import io.fileview.ViewBuilder;
import java.io.IOException;

/**
 * A read-only, point-in-time snapshot of the committed state of a file. The snapshot is a separate
 * file in the same directory, without a name where the operating system supports that. This
 * separate file is deleted when the snapshot and its views are closed, or when the process ends.
 * Thread-safe.
 */
public final class Snapshot implements AutoCloseable {
    private final FileMapping mapping;
    private final boolean cloned;

    Snapshot(FileMapping mapping, boolean cloned) {
        this.mapping = mapping;
        this.cloned = cloned;
    }

    /**
     * {@return true if the snapshot is a clone, which shares the blocks of the original file and
     * takes no space until the original changes; false if the snapshot is a full copy}
     */
    public boolean isCloned() {
        return cloned;
    }

    /** {@return the size of the snapshot in bytes} */
    public long size() {
        return mapping.size();
    }

    /**
     * Maps the whole snapshot.
     *
     * @return a read-only view, which stays mapped when the snapshot is closed
     * @throws IOException as {@link ViewBuilder#map}
     * @throws IllegalStateException if the snapshot is closed
     */
    public View map() throws IOException {
        return mapping.map();
    }

    /**
     * Maps a range of the snapshot.
     *
     * @param offset bytes from the start of the snapshot; need not be aligned
     * @param length bytes, 1 or more
     * @return a read-only view, which stays mapped when the snapshot is closed
     * @throws io.fileview.BeyondEndException if the range ends beyond the snapshot
     * @throws IllegalArgumentException if offset is negative, length is not positive, or their sum
     *     is more than 2^63-1
     * @throws IOException as {@link ViewBuilder#map}
     * @throws IllegalStateException if the snapshot is closed
     */
    public View map(long offset, long length) throws IOException {
        return mapping.map(offset, length);
    }

    /** Closes the snapshot; its views stay mapped. Closing a closed snapshot has no effect. */
    @Override
    public void close() {
        mapping.close();
    }
}
